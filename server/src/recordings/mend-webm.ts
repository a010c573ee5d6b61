const SEGMENT = 0x18538067
const CLUSTER = 0x1f43b675
/** Elements of the segment itself have ids of four bytes, those inside a cluster shorter ones (RFC 9559, section 5). */
const TOP_LEVEL = 0x10000000

/**
 * A WebM file without what was cut off: its last cluster is shortened to the blocks that are all there, because readers refuse a
 * cluster that is not whole, and one may hold all of a recording.
 */
export function mendWebm(bytes: Uint8Array): Uint8Array {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  for (;;) {
    const element = elementAt(file, at)
    if (!element) return file.subarray(0, at)
    const { id, body, size } = element
    if (id === SEGMENT) at = body
    else if (id === CLUSTER && (size === null || body + size > file.length)) {
      const end = endOfBlocks(file, body, size === null ? file.length : body + size)
      if (size !== null) return resized(file.subarray(0, end), element, end - body)
      at = end
    } else if (size === null || body + size > file.length) return file.subarray(0, at)
    else at = body + size
    if (at === file.length) return bytes
  }
}

interface Element {
  id: number
  /** Where its size is written, and in how many bytes. */
  sizeAt: number
  sizeBytes: number
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
  return { id: file.readUIntBE(at, idBytes), sizeAt, sizeBytes, body, size: unknown ? null : size }
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

function resized(file: Buffer, { sizeAt, sizeBytes }: Element, size: number): Buffer {
  const mended = Buffer.from(file)
  let left = size
  for (let i = sizeAt + sizeBytes - 1; i >= sizeAt; i--) {
    mended[i] = left % 256
    left = Math.floor(left / 256)
  }
  mended[sizeAt] = (mended[sizeAt] ?? 0) | (0x100 >> sizeBytes)
  return mended
}
