import { keyOf, wordsOf } from '../../language/words.ts'

/** So many words in a row are no accident. */
const RUN = 7

/**
 * Watches replies for the companion's own instructions: so many words of them in a row, or the `canary` that stands nowhere else, in any
 * spelling. Each call watches one reply.
 */
export function createInstructionWatch({ own, canary }: { own: string; canary: string }) {
  const runs = runsOf(own)
  const letters = lettersOf(canary)

  return function watch() {
    const last: string[] = []
    let carried = ''
    let tail = ''

    /** Whether these next words of the reply, with those before, repeat the instructions. */
    return function repeats(text: string): boolean {
      tail = (tail + lettersOf(text)).slice(-letters.length - text.length)
      if (tail.includes(letters)) return true
      tail = tail.slice(-letters.length)
      const read = carried + text
      const words = wordsOf(read)
      const growing = words.at(-1)?.end === read.length ? words.pop() : undefined
      carried = growing?.text ?? ''
      for (const { key } of words) {
        last.push(key)
        if (last.length > RUN) last.shift()
        if (last.length === RUN && runs.has(last.join(' '))) return true
      }
      return growing !== undefined && runs.has([...last.slice(-(RUN - 1)), keyOf(growing.text)].join(' '))
    }
  }
}

const lettersOf = (text: string) => text.toLowerCase().replace(/[^a-z]/g, '')

function runsOf(text: string): Set<string> {
  const keys = wordsOf(text).map(({ key }) => key)
  return new Set(keys.slice(RUN - 1).map((_, at) => keys.slice(at, at + RUN).join(' ')))
}
