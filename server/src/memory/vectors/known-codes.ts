import { wordsIn } from './codes.ts'

const ROOM_MIN = 256

/** What is found: a turn, or a passage of a document or picture. */
export type Sort = 'turn' | 'document' | 'picture'
const SORTS: readonly Sort[] = ['turn', 'document', 'picture']

/** The codes of one learner's vectors, in the order they were made; they only grow. */
export interface KnownCodes {
  readonly count: number
  /** The row of the newest. */
  readonly last: number
  /** Bytes they take. */
  readonly bytes: number
  /** All of them one after the other; what lies behind the last is nothing. */
  codes(): Uint32Array
  seq(place: number): number
  sort(place: number): Sort
  add(row: { id: number; seq: number; sort: Sort; code: Uint8Array }): void
}

/** Room for codes of vectors with so many dimensions. */
export function createKnownCodes(dims: number): KnownCodes {
  const words = wordsIn(dims)
  let room = ROOM_MIN
  let codes = new Uint32Array(room * words)
  let seqs = new Float64Array(room)
  let sorts = new Uint8Array(room)
  let count = 0
  let last = 0

  function grow() {
    room *= 2
    const [more, moreSeqs, moreSorts] = [new Uint32Array(room * words), new Float64Array(room), new Uint8Array(room)]
    more.set(codes)
    moreSeqs.set(seqs)
    moreSorts.set(sorts)
    ;[codes, seqs, sorts] = [more, moreSeqs, moreSorts]
  }

  return {
    get count() {
      return count
    },
    get last() {
      return last
    },
    get bytes() {
      return codes.byteLength + seqs.byteLength + sorts.byteLength
    },
    codes: () => codes,
    seq: (place) => seqs[place] ?? 0,
    sort: (place) => SORTS[sorts[place] ?? 0] ?? 'turn',
    add({ id, seq, sort, code }) {
      if (count === room) grow()
      // Not every driver gives a Buffer.
      const bytes = new DataView(code.buffer, code.byteOffset, code.byteLength)
      for (let word = 0; word < words; word++) codes[count * words + word] = bytes.getUint32(word * 4, true)
      seqs[count] = seq
      sorts[count] = SORTS.indexOf(sort)
      count += 1
      last = id
    },
  }
}
