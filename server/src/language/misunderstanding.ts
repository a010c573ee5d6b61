import { wordsOf } from './words.ts'

/** What an utterance says of the reply before it: that it missed what was meant, or that it was not understood. */
export type Misunderstanding = 'correction' | 'clarification'

/** Phrases as keys of their words, between commas; the first words of an utterance, behind those that may stand before them. */
interface Phrases {
  before: string
  /** Behind a "no". */
  denied: string
  correction: string
  clarification: string
}

const ENGLISH: Phrases = {
  before: 'no nope well wait sorry actually hey oh hmm but um uh ok okay',
  denied: 'i mean, not that, thats not it, i asked, i said, the other',
  correction:
    'i meant, what i meant, i was asking, i was talking about, i didnt mean, i did not mean, thats not what i, that is not what i, that was not what i, not what i meant, not what i asked, you misunderstood, you have misunderstood, you got me wrong, you got that wrong, thats wrong, that is wrong, thats not right, thats incorrect',
  clarification:
    'i dont understand, i do not understand, i didnt understand, i dont get, i didnt get, what do you mean, what does that mean, what did you mean, im confused, i am confused, im lost, i am lost, can you explain that again, could you explain that again, explain that again, can you clarify',
}
const GERMAN: Phrases = {
  before: 'nein nee ne also moment warte halt entschuldigung aber ähm doch',
  denied: 'ich meine, nicht das, das nicht, ich habe gefragt, ich sagte',
  correction:
    'ich meinte, das meinte ich nicht, das meine ich nicht, so meinte ich das nicht, das habe ich nicht gemeint, das habe ich nicht gefragt, das war nicht meine frage, du hast mich falsch verstanden, sie haben mich falsch verstanden, das stimmt nicht, das ist falsch',
  clarification:
    'ich verstehe nicht, ich verstehe das nicht, das verstehe ich nicht, das habe ich nicht verstanden, was meinst du, was meinen sie, was heißt das, was bedeutet das, kannst du das nochmal erklären, erklär das nochmal',
}
const SPANISH: Phrases = {
  before: 'no espera perdón perdona bueno pero oye eh',
  denied: 'quiero decir, me refiero, eso no, pregunté, dije',
  correction:
    'quise decir, quería decir, me refería, no me refería, no es lo que, eso no es lo que, no era eso, me has entendido mal, me entendiste mal, eso no es correcto, eso es incorrecto, eso está mal',
  clarification:
    'no entiendo, no lo entiendo, no entendí, no comprendo, qué quieres decir, qué significa, qué significa eso, puedes explicarlo otra vez, explícalo otra vez',
}
const FRENCH: Phrases = {
  before: 'non attends pardon désolé mais euh ben alors',
  denied: 'je veux dire, je parle de, pas ça, jai demandé, jai dit',
  correction:
    'je voulais dire, ce nest pas ce que, cest pas ce que, je parlais de, je ne parlais pas de, tu mas mal compris, vous mavez mal compris, cest faux, ce nest pas juste',
  clarification:
    'je ne comprends pas, je comprends pas, je nai pas compris, jai pas compris, que veux-tu dire, quest-ce que ça veut dire, ça veut dire quoi, peux-tu réexpliquer, explique encore',
}
/** Where no blanks part the words, how it begins. */
const JAPANESE: Record<Misunderstanding, readonly string[]> = {
  correction: [
    'そうじゃなくて',
    'そうではなくて',
    'いや、違',
    'いや違',
    '違います',
    '違う、',
    'そういう意味じゃ',
    'そういう意味では',
  ],
  clarification: ['わかりません', '分かりません', 'わからない', '分からない', 'どういう意味', 'もう一度説明'],
}

const BEFORE_MAX = 3

const LANGUAGES = [ENGLISH, GERMAN, SPANISH, FRENCH].map(({ before, denied, correction, clarification }) => ({
  before: new Set(before.split(' ')),
  no: before.split(' ')[0] ?? '',
  denied: split(denied),
  correction: split(correction),
  clarification: split(clarification),
}))

function split(phrases: string): string[][] {
  return phrases.split(', ').map((phrase) => phrase.split(' '))
}

/**
 * Whether an utterance sets right what the one before it was taken for ("no, I meant …"), or says that it was not understood. It has to
 * begin with that: "I don't understand people" begins like one, and is taken for one. Null: neither. Pure.
 */
export function misunderstandingIn(text: string): Misunderstanding | null {
  const begun = text.trimStart()
  for (const kind of ['correction', 'clarification'] as const)
    if (JAPANESE[kind].some((phrase) => begun.startsWith(phrase))) return kind
  const keys = wordsOf(begun.slice(0, 200)).map(({ key }) => key)
  for (const language of LANGUAGES) {
    for (let from = 0; from <= BEFORE_MAX; from++) {
      const begins = (phrases: string[][]) =>
        phrases.some((phrase) => phrase.every((word, n) => keys[from + n] === word))
      if (begins(language.correction)) return 'correction'
      if (begins(language.clarification)) return 'clarification'
      if (keys.slice(0, from).includes(language.no) && begins(language.denied)) return 'correction'
      if (!language.before.has(keys[from] ?? '')) break
    }
  }
  return null
}
