/** Reads bits from the highest to the lowest of each byte. */
export type Bits = ReturnType<typeof readBits>

/** Opens bytes for reading bit by bit; throws when they run out. */
export function readBits(bytes: Uint8Array) {
  let at = 0
  return {
    /** The next `count` bits (0–24) as a number. */
    read(count: number): number {
      if (at + count > bytes.length * 8) throw new Error('the packet ends too early')
      let value = 0
      for (let left = count; left > 0; ) {
        const free = 8 - (at & 7)
        const taken = Math.min(free, left)
        value = (value << taken) | (((bytes[at >> 3] ?? 0) >> (free - taken)) & ((1 << taken) - 1))
        at += taken
        left -= taken
      }
      return value
    },
    flag(): boolean {
      return this.read(1) === 1
    },
    skip(count: number): void {
      at += count
    },
    /** Goes to the next whole byte. */
    align(): void {
      at = (at + 7) & ~7
    },
  }
}
