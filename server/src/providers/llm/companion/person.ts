import { type Word, wordsOf } from '../../../language/words.ts'

const TURNED: Record<string, string> = {
  i: 'you',
  "i'm": 'you’re',
  im: 'you’re',
  "i've": 'you’ve',
  ive: 'you’ve',
  "i'd": 'you’d',
  "i'll": 'you’ll',
  me: 'you',
  my: 'your',
  mine: 'yours',
  myself: 'yourself',
  we: 'you',
  "we're": 'you’re',
  "we've": 'you’ve',
  "we'd": 'you’d',
  "we'll": 'you’ll',
  us: 'you',
  our: 'your',
  ours: 'yours',
  ourselves: 'yourselves',
}
const BESIDE_I: Record<string, string> = { am: 'are', was: 'were', wasnt: 'weren’t' }
/** Before these, `i` is a number or a variable: "World War I", "the index i". */
const NUMBERED = new Set(
  'war type part chapter phase volume class level grade unit act scene article title section henry charles elizabeth george james william richard edward napoleon francis louis nicholas peter otto frederick constantine variable index counter letter for'.split(
    ' ',
  ),
)
const BEFORE_A_MINE = new Set(
  'a the an gold coal land salt silver copper diamond tin this that each every old data'.split(' '),
)
const BETWEEN_I_AND_AM = /^(?:[a-z]+ly|also|just|still|never|always|often|too|not|now|once|then|even|ever)$/

/**
 * An English clause as one says it back: "I think my loop is slow" → "you think your loop is slow". Verbs follow
 * ("I am" → "you are", "was I" → "were you"); "World War I", "a gold mine" and "the US" stay as they are.
 * "you" stays too: learners mostly mean anybody. Pure, linear.
 */
export function turnPerson(clause: string): string {
  const words = wordsOf(clause)
  let turned = ''
  let from = 0
  words.forEach((word, at) => {
    turned += clause.slice(from, word.start) + (othersForm(words, at, clause) ?? word.text)
    from = word.end
  })
  return turned + clause.slice(from)
}

/** The word as it is said of somebody else; undefined where it stays. */
function othersForm(words: Word[], at: number, clause: string): string | undefined {
  const word = words[at]
  if (!word || word.text === 'US') return undefined
  const beside = BESIDE_I[word.key]
  if (beside !== undefined) {
    return isSpeaker(words, subjectBefore(words, at), clause) || isSpeaker(words, at + 1, clause) ? beside : undefined
  }
  if (word.key === 'i' && !isSpeaker(words, at, clause)) return undefined
  if (word.key === 'mine' && BEFORE_A_MINE.has(words[at - 1]?.key ?? '')) return undefined
  return TURNED[word.text.toLowerCase().replace('’', "'")]
}

function subjectBefore(words: Word[], verb: number): number {
  let at = verb - 1
  for (let steps = 0; steps < 2 && BETWEEN_I_AND_AM.test(words[at]?.key ?? ''); steps++) at--
  return at
}

function isSpeaker(words: Word[], at: number, clause: string): boolean {
  const word = words[at]
  if (word?.key !== 'i') return false
  const previous = words[at - 1]
  // "In this chapter, I was lost" has a comma; "chapter I" has not.
  return !(previous && NUMBERED.has(previous.key) && clause.slice(previous.end, word.start).trim() === '')
}
