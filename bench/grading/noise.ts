import { createRandom } from '../random.ts'
import confusions from './confusions.json' with { type: 'json' }

/** How often something goes wrong where it can. About one word in six is not what was said. */
const RATES = { dropped: 0.2, alike: 0.3, broken: 0.6, merged: 0.5, clipped: 0.06, figure: 0.5 }

const DROPPED = new Set(confusions.dropped.split(' '))
const ALIKE: Readonly<Record<string, string>> = confusions.alike
const BROKEN: Readonly<Record<string, string>> = confusions.broken
const FIGURES: Readonly<Record<string, string>> = {
  ...{ three: '3', five: '5', six: '6', seven: '7', nine: '9', ten: '10', twenty: '20', thirty: '30', forty: '40' },
}

/**
 * What a recogniser may make of somebody's words: no capitals and no marks, little words lost, words taken for others that sound like them,
 * rare ones cut up, two run together, endings lost, numbers written in either way. The same every time for a name.
 */
export function misheard(text: string, name: string): string {
  const random = createRandom(`misheard ${name}`)
  const heard = text
    .toLowerCase()
    .replace(/[,;:!?"“”]|\.(?=\s|$)/g, '')
    .split(/\s+/)
    .filter((word) => !(DROPPED.has(word) && random.next() < RATES.dropped))
    .map((word) => {
      const broken = BROKEN[word]
      if (broken !== undefined && random.next() < RATES.broken) return broken
      const alike = ALIKE[word]
      if (alike !== undefined && random.next() < RATES.alike) return alike
      const figure = FIGURES[word]
      if (figure !== undefined && random.next() < RATES.figure) return figure
      return word.length > 4 && /[^s]s$|ed$/.test(word) && random.next() < RATES.clipped ? word.slice(0, -1) : word
    })
    .join(' ')
  return Object.entries(confusions.merged).reduce(
    (said, [apart, together]) => (random.next() < RATES.merged ? said.replaceAll(` ${apart} `, ` ${together} `) : said),
    heard,
  )
}
