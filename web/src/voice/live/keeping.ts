import { joined } from './pcm.ts'
import type { Scrap, SoundShelf } from './sound-shelf.ts'

/** Frames that lie on the device together: a fifth of a second. */
const TOGETHER = 10

type Needs = { shelf: Promise<SoundShelf>; about: Pick<Scrap, 'run' | 'userId' | 'sessionId' | 'mode'> }

/**
 * Lays on this device what the server does not have yet, so that a closed tab or a crash loses no word. What the server has within
 * a fifth of a second never touches the disk.
 */
export function createKeeping({ shelf, about }: Needs) {
  const lying: { end: number; id: Promise<number> }[] = []
  const words: { text: string; nth: number; id: Promise<number> }[] = []
  let pending: Int16Array[] = []
  let from = 0
  let said = 0

  const add = (scrap: Pick<Scrap, 'from' | 'frames' | 'sound' | 'words'>) =>
    shelf.then((open) => open.add({ ...about, ...scrap }))
  const remove = async (ids: Promise<number>[]) => (await shelf).remove(await Promise.all(ids))

  function layDown() {
    if (pending.length === 0) return
    const [frames, end] = [pending.length, from + pending.length]
    lying.push({ end, id: add({ from, frames, sound: joined(pending).buffer, words: null }) })
    pending = []
    from = end
  }

  return {
    /** Takes frame `count`, which is one more than the last. */
    take(frame: Int16Array, count: number) {
      if (pending.length === 0) from = count
      pending.push(frame)
      if (pending.length >= TOGETHER) layDown()
    },
    /** The server has all frames before `count`. */
    async safe(count: number): Promise<void> {
      const gone = Math.min(pending.length, Math.max(0, count - from))
      pending = pending.slice(gone)
      from += gone
      const done = lying.filter(({ end }) => end <= count)
      lying.splice(0, done.length)
      if (done.length > 0) await remove(done.map(({ id }) => id))
    },
    /** Words the browser wrote down, until the server has them. The answer is their count. */
    takeWords(text: string): number {
      said += 1
      words.push({ text, nth: said, id: add({ from: said, frames: 0, sound: null, words: text }) })
      return said
    },
    /** The server took a turn of these words; what was said after it is not among them. */
    async wordsSafe(turn: string): Promise<void> {
      let [at, taken] = [0, 0]
      for (const [n, { text }] of words.entries()) {
        const found = turn.indexOf(text, at)
        if (found < 0) continue
        at = found + text.length
        taken = n + 1
      }
      const done = words.splice(0, taken)
      if (done.length > 0) await remove(done.map(({ id }) => id))
    },
    /** Words to send once more over a new line. */
    unsafeWords: () => words.map(({ text, nth }) => ({ text, nth })),
    /** The page goes, or nobody takes it: what is pending lies down too. Resolves when all lies there. */
    async layDown(): Promise<void> {
      layDown()
      await Promise.all([...lying, ...words].map(({ id }) => id))
    },
    /** Everything of this run is safe, or thrown away. */
    async forget(): Promise<void> {
      pending = []
      await remove([...lying.splice(0), ...words.splice(0)].map(({ id }) => id))
    },
  }
}

export type Keeping = ReturnType<typeof createKeeping>
