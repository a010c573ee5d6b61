const HEADER = 27

/**
 * An Ogg file without what was cut off: its last page is shortened to the packets that are all there (RFC 3533, section 6), because
 * readers refuse a file that ends in the middle of a page, and a page is a second of speech.
 */
export function mendOgg(bytes: Uint8Array): Uint8Array {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  while (at < file.length) {
    const size = pageSize(file, at)
    if (at + size > file.length) return Buffer.concat([file.subarray(0, at), shortened(file.subarray(at))])
    at += size
  }
  return bytes
}

/** Bytes of the page at `at`; infinite where no page begins. */
function pageSize(file: Buffer, at: number): number {
  if (at + HEADER > file.length || file.toString('latin1', at, at + 4) !== 'OggS') return Number.POSITIVE_INFINITY
  const lengths = file.subarray(at + HEADER, at + HEADER + file.readUInt8(at + 26))
  return HEADER + file.readUInt8(at + 26) + lengths.reduce((sum, length) => sum + length, 0)
}

function shortened(page: Buffer): Buffer {
  if (page.length < HEADER || page.toString('latin1', 0, 4) !== 'OggS') return Buffer.alloc(0)
  const lengths = page.subarray(HEADER, HEADER + page.readUInt8(26))
  const data = page.subarray(HEADER + page.readUInt8(26))
  let used = 0
  let kept = { lengths: 0, bytes: 0 }
  for (const [i, length] of lengths.entries()) {
    used += length
    if (used > data.length) break
    // A packet ends with the first length below 255.
    if (length < 255) kept = { lengths: i + 1, bytes: used }
  }
  const header = Buffer.from(page.subarray(0, HEADER))
  header.writeUInt8(kept.lengths, 26)
  return kept.lengths === 0
    ? Buffer.alloc(0)
    : Buffer.concat([header, lengths.subarray(0, kept.lengths), data.subarray(0, kept.bytes)])
}
