const EBML = 0x1a45dfa3
const SEGMENT = 0x18538067
const INFO = 0x1549a966
const TRACKS = 0x1654ae6b
const CLUSTER = 0x1f43b675
/** Elements of the segment itself have ids of four bytes, those inside a cluster shorter ones (RFC 9559, section 5). */
const TOP_LEVEL = 0x10000000
const SIZE_BYTES = 8

/**
 * A WebM file put together anew from what is needed to hear it: its header, Info, Tracks and the clusters, the last one shortened to the
 * blocks that are all there, because readers refuse a cluster that is not whole, and one may hold all of a recording. Everything else is
 * left out: indexes that may point anywhere, and junk, in which a reader that looks for the next element may look for ever.
 */
export function mendWebm(bytes: Uint8Array): Uint8Array {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const pieces: Buffer[] = []
  let kept = [EBML, SEGMENT]
  for (const { id, start, body, end } of elementsOf(file)) {
    if (!kept.includes(id)) continue
    if (id === SEGMENT) {
      pieces.push(opening(SEGMENT, null))
      kept = [INFO, TRACKS, CLUSTER]
    } else if (id === CLUSTER) pieces.push(opening(CLUSTER, end - body), file.subarray(body, end))
    else pieces.push(file.subarray(start, end))
  }
  return Buffer.concat(pieces)
}

/** The elements of a file and of its segment one after the other, up to the first that is not whole and no cluster. */
function* elementsOf(file: Buffer): Generator<{ id: number; start: number; body: number; end: number }> {
  let at = 0
  for (let element = elementAt(file, at); element; element = elementAt(file, at)) {
    const { id, body, size } = element
    const start = at
    const end = size === null ? file.length : body + size
    const isWhole = size !== null && end <= file.length
    if (id === SEGMENT) at = body
    else if (isWhole) at = end
    else if (id === CLUSTER) at = endOfBlocks(file, body, end)
    else return
    yield { id, start, body, end: at }
  }
}

/** How an element begins; `size` in bytes, `null`: until something else begins. */
function opening(id: number, size: number | null): Buffer {
  const begun = Buffer.alloc(4 + SIZE_BYTES)
  begun.writeUInt32BE(id)
  begun.writeBigUInt64BE((1n << 56n) | (size === null ? (1n << 56n) - 1n : BigInt(size)), 4)
  return begun
}

interface Element {
  id: number
  /** Where its content begins. */
  body: number
  /** `null`: until something else begins. */
  size: number | null
}

function elementAt(file: Buffer, at: number): Element | null {
  const idBytes = width(file, at)
  const sizeAt = at + idBytes
  const sizeBytes = width(file, sizeAt)
  const body = sizeAt + sizeBytes
  if (idBytes > 4 || sizeBytes > 8 || body > file.length) return null
  let size = file.readUInt8(sizeAt) & (0xff >> sizeBytes)
  let unknown = size === 0xff >> sizeBytes
  for (const byte of file.subarray(sizeAt + 1, body)) {
    size = size * 256 + byte
    unknown &&= byte === 0xff
  }
  return { id: file.readUIntBE(at, idBytes), body, size: unknown ? null : size }
}

/** How many bytes a number takes: the zeros before its first bit, and one. */
function width(file: Buffer, at: number): number {
  return Math.clz32(file[at] ?? 0) - 23
}

function endOfBlocks(file: Buffer, from: number, end: number): number {
  let at = from
  while (at < end) {
    const block = elementAt(file, at)
    if (!block || block.id >= TOP_LEVEL || block.size === null || block.body + block.size > file.length) return at
    at = block.body + block.size
  }
  return at
}
