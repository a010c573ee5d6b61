import { wordsOf } from '../language/words.ts'

const SOFTLY = new Set('please now ok okay so then bitte jetzt por favor maintenant'.split(' '))
/** What opens a review, and how a learner says it was hard or easy: whole sayings, by language, as keys. All else: `language/review-commands.ts`. */
const BEGIN = sayings(`
  review / review now / lets review / let us review / start review / start a review / start the review / start my review / begin review /
  begin a review / begin the review / begin my review / quiz me / test me / ask me questions / review my cards / go on with the review /
  continue the review / continue my review / wiederholen / wiederholung / lass uns wiederholen / frag mich ab / beginne die wiederholung /
  repasar / vamos a repasar / repasemos / pregúntame / empieza el repaso / réviser / révisons / interroge moi / interroge-moi /
  commence la révision / 復習 / 復習しよう / 復習を始めて / 復習をはじめて`)
const HARD = sayings(
  'hard / that was hard / it was hard / schwer / das war schwer / difícil / fue difícil / difficile / cétait difficile / 難しかった',
)
const EASY = sayings(
  'easy / that was easy / it was easy / leicht / das war leicht / fácil / fue fácil / facile / cétait facile / 簡単だった',
)
/** Nobody begins a review in more words. */
const LONGEST = 60

function sayings(list: string): ReadonlySet<string> {
  return new Set(list.split('/').map(plain))
}

/** Whether somebody wants to review. Pure. */
export const beginsReview = (text: string): boolean => text.length <= LONGEST && BEGIN.has(plain(text))

/** Whether somebody says of an answer that it was hard (2) or easy (4); null: neither. Pure. */
export function ratedAs(text: string): number | null {
  if (text.length > LONGEST) return null
  const said = plain(text)
  if (HARD.has(said)) return 2
  return EASY.has(said) ? 4 : null
}

function plain(text: string): string {
  const keys = wordsOf(text).map(({ key }) => key)
  const bare = keys.filter((key, at) => !SOFTLY.has(key) || keys.length === 1 || (at > 0 && at < keys.length - 1))
  return bare.join(' ')
}
