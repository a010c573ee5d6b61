/** What a sealed thing is, whose it is, and which one: it opens under the very same words only. */
export interface Label {
  /** The kind of thing, such as `recording`. */
  purpose: string
  /** The learner's id, or `house` for what belongs to nobody. */
  owner: string
  id: string
}

/** A label as bytes. Every part carries its length, so that no two labels have the same. */
export function labelBytes({ purpose, owner, id }: Label): Buffer {
  return Buffer.concat([purpose, owner, id].flatMap((part) => [lengthOf(part), Buffer.from(part)]))
}

function lengthOf(part: string): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(Buffer.byteLength(part))
  return length
}
