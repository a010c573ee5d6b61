/** Bytes that may come all at once or in pieces of any size. */
export type Source = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/** Reads a source in portions whose sizes the reader chooses. */
export function readingFrom(source: Source) {
  const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]()
  const waiting: Uint8Array[] = []
  let length = 0
  let ended = false

  async function fill(wanted: number) {
    while (length < wanted && !ended) {
      const next = await iterator.next()
      if (next.done) ended = true
      else {
        waiting.push(next.value)
        length += next.value.length
      }
    }
  }

  function take(wanted: number): Buffer {
    const all = waiting.length === 1 && waiting[0] ? waiting[0] : Buffer.concat(waiting)
    const size = Math.min(wanted, length)
    waiting.splice(0, waiting.length, all.subarray(size))
    length -= size
    return Buffer.from(all.buffer, all.byteOffset, size)
  }

  return {
    /** The next bytes, fewer at the end only. */
    async next(size: number): Promise<Buffer> {
      await fill(size)
      return take(size)
    },

    /** All that is left in pieces of one size. The last one is known as such, may be smaller, and is empty only when it is the only one. */
    async *pieces(size: number): AsyncGenerator<{ piece: Buffer; last: boolean }> {
      for (;;) {
        // One byte more tells whether anything follows.
        await fill(size + 1)
        const last = length <= size
        yield { piece: take(size), last }
        if (last) return
      }
    },

    /** Tells the source that nobody reads on. */
    async leave(): Promise<void> {
      if (!ended) await iterator.return?.()
    },
  }
}
