import { fares, pointsOf } from './coverage.ts'
import { read, type Said } from './said.ts'

/** So much of a point, without what the question says of it, gives it away. */
const GIVEN_AWAY = 0.5
/** Points of so few telling words are names, numbers, terms: a part of one gives it away. */
const SHORT = 3
const SHORT_GIVEN_AWAY = 0.34
/** Where a character is a word, one of them alone tells nothing. */
const CHARACTERS_GIVEN_AWAY = 0.9
/** Words that say little by themselves; see `weightOf` in coverage.ts. */
const WEAK = 0.4
/** So many single letters in a row spell a word. */
const SPELLED = 3

/**
 * Tells whether a text gives away a point of an answer, in whatever words and wrapped in whatever: it is held against the points as an answer
 * would be. What the question says is known already and gives nothing away.
 */
export function createGivenAway({ question, points }: { question: string; points: readonly string[] }) {
  const known = new Set(read(question).map(({ sense }) => sense))
  const named = points.map((text, n) => ({ id: String(n), text }))
  const all = pointsOf('', named).map((point) => {
    // "Au" is also a little word of French.
    const whole =
      point.words.length > 0
        ? point.words
        : read(points[Number(point.id)] ?? '').map((word) => ({ ...word, weight: 1 }))
    const words = whole.filter(({ sense }) => !known.has(sense))
    return {
      ...point,
      words,
      enough: enoughOf(words),
      forms: new Set(words.length > 0 ? [] : whole.map(({ word }) => word)),
    }
  })
  return (text: string): boolean => {
    const said = spelledOut(read(text))
    return all.some((point) =>
      // Asked for a form of a word of the question, the form is the answer.
      point.words.length > 0
        ? fares(point, said).share >= point.enough
        : said.some(({ word }) => point.forms.has(word)),
    )
  }
}

function enoughOf(words: readonly { word: string; number: number | null; weight: number }[]): number {
  if (words.every(({ word, number }) => number === null && [...word].length === 1 && word > '\u{2e80}'))
    return CHARACTERS_GIVEN_AWAY
  return words.filter(({ weight }) => weight > WEAK).length <= SHORT ? SHORT_GIVEN_AWAY : GIVEN_AWAY
}

/** "P, A, R, I, S" is also read as the word it spells. */
function spelledOut(said: readonly Said[]): Said[] {
  const all = [...said]
  let run: Said[] = []
  const close = () => {
    const word = run.map(({ word }) => word).join('')
    if (run.length >= SPELLED) all.push(...read(word))
    run = []
  }
  for (const one of said)
    if (one.word.length === 1) run.push(one)
    else close()
  close()
  return all
}
