import { stem } from '../../db/stem.ts'
import { isNumber } from '../../language/numbers.ts'
import { latest, plain, withoutAddresses, wordsIn } from './plain-words.ts'

const WIDE = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+$/u

interface Spoken {
  key: string
  /** Which word it is, counted from the first; parts of one word have the same. */
  place: number
}

/** The words a learner said: whether they said one, and in which order. Read once, asked often. Pure. */
export function saidWords(said: readonly string[]) {
  const texts = latest(said).map((text) => withoutAddresses(text, []))
  const wide = texts.toReversed().join('\n')
  const forms = new Map<string, string>()
  const spoken: Spoken[] = []
  let place = 0
  for (const word of wordsIn(wide)) {
    place += 1
    for (const part of /[-_]/.test(word) ? [word, ...word.split(/[-_]/)] : [word]) {
      const key = plain(part)
      // The latest spelling.
      forms.set(key, part)
      spoken.push({ key, place })
    }
  }
  let stems: Map<string, string> | undefined
  function otherForm(key: string): string | undefined {
    if (/\p{Nd}/u.test(key) || isNumber(key)) return undefined
    stems ??= new Map([...forms.keys()].filter((form) => !isNumber(form)).map((form) => [stem(form), form]))
    return stems.get(stem(key))
  }

  return {
    /** By what the word, or another form of it, was said. */
    formOf(key: string): string | undefined {
      if (forms.has(key)) return key
      return otherForm(key) ?? (WIDE.test(key) && wide.includes(key) ? key : undefined)
    },

    /**
     * These forms as they were said: what stood side by side stays together, the longest such run first looked for, and the runs stand as they
     * were said. So it tells which words were chosen, and not in which order.
     */
    inOrder(chosen: ReadonlySet<string>): string[] {
      const left = new Set(chosen)
      let places = spoken.filter(({ key }) => left.has(key))
      const runs: Spoken[][] = []
      while (places.length > 0) {
        const run = longestRun(places)
        runs.push(run)
        for (const { key } of run) left.delete(key)
        places = places.filter(({ key }) => left.has(key))
      }
      const inside = [...left].sort((a, b) => wide.indexOf(a) - wide.indexOf(b) || (a < b ? -1 : 1))
      const ordered = runs.sort(([a], [b]) => (a?.place ?? 0) - (b?.place ?? 0)).flat()
      return [...new Set([...ordered.map(({ key }) => key), ...inside])].map((key) => forms.get(key) ?? key)
    },
  }
}

/** Words that were said one behind the other, as many different ones as there are; the first such run. */
function longestRun(places: readonly Spoken[]): Spoken[] {
  let longest: Spoken[] = []
  let run: Spoken[] = []
  let keys = new Set<string>()
  for (const word of places) {
    const before = run.at(-1)
    // A word that comes again begins anew: each leaves once.
    if (before && (word.place > before.place + 1 || keys.has(word.key))) {
      run = []
      keys = new Set()
    }
    run.push(word)
    keys.add(word.key)
    if (run.length > longest.length) longest = run
  }
  return longest
}
