import type { Language } from '../../../language/stop-words.ts'
import { wordsOf } from '../../../language/words.ts'

const set = (words: string) => new Set(words.trim().split(/\s+/))

const BEING = set('is was are were did have had do am does')
const OWN = set('i my me our we mine us')
const ASKING = set('what when where who whom whose which how why did do does have has was were is are am remind tell')
const RECALLING = set('remind remember recall mentioned told said say')
/** What a learner shows to have it looked at; that is no past. */
const WORK = set(
  'wrong right correct mistake mistakes answer answers idea proof essay solution code sentence question understanding guess theory reasoning explanation pronunciation problem',
)
const OTHERS: Partial<Record<Language, { being: ReadonlySet<string>; own: ReadonlySet<string> }>> = {
  de: {
    being: set('habe hab hatte war bin ist weißt'),
    own: set('ich mein meine meinen meinem meiner mich mir wir'),
  },
  fr: { being: set('est était étaient sont ai avais'), own: set('je mon ma mes moi') },
  es: { being: set('es era fue son tengo'), own: set('mi mis yo') },
}
/** First persons of the past that are words of their own. */
const SPANISH_PAST = set('dije hice fui tuve puse quise vine conté')

/** Words of a turn that are looked at. */
const SEEN_MAX = 600

/**
 * Whether the learner asks about their own past or circumstances ("What did I say about bees?", "How much was my guitar?"), so that the
 * whole answer has to come from what they told. Pure.
 */
export function asksAboutOwnPast(text: string, language: Language): boolean {
  const seen = text.slice(-SEEN_MAX)
  const keys = wordsOf(seen).map(({ key }) => key)
  const asked = seen.includes('?')
  if (language !== 'en') return asked && other(keys, language)
  if (!asked && !ASKING.has(keys[0] ?? '')) return false
  return keys.some((_, at) => asksAt(keys, at))
}

function asksAt(keys: readonly string[], at: number): boolean {
  const [before = '', key = '', next = ''] = [keys[at - 1], keys[at], keys[at + 1]]
  // "How do I prune it?" asks for advice.
  if (key === 'do' && next === 'i') return before !== 'how'
  if (BEING.has(key) && OWN.has(next)) return !WORK.has(keys[at + 2] ?? '') && keys[0] !== 'why'
  if (key === 'i' || key === 'we') return RECALLING.has(next) || (at > 1 && keys.some((word) => RECALLING.has(word)))
  if (key === 'for' && next === 'my') return keys[0] === 'where' || keys[0] === 'when'
  return (key === 'about' && (next === 'my' || next === 'me')) || (key === 'of' && next === 'my')
}

function other(keys: readonly string[], language: Language): boolean {
  const words = OTHERS[language]
  if (keys.some((key) => key.endsWith('ai-je') || key.endsWith('ais-je') || (language === 'es' && isSpanishPast(key))))
    return true
  return keys.some((key, at) => words?.being.has(key) && words.own.has(keys[at + 1] ?? ''))
}

const isSpanishPast = (key: string) => SPANISH_PAST.has(key) || (key.length > 4 && key.endsWith('é'))

const DENYING = set(
  `not no nothing never beyond tampoco cannot cant dont havent hasnt nobody none nichts nicht kein keine rien pas aucun no nada ningún ninguna`,
)
const KNOWING = set(
  `know answer antworten beantworten antwort responder respuesta répondre réponse find found tell told said say record mention mentioned remember recall sure see certain finde weiß gesagt erzählt trouve sais dit encuentro sé dijiste contaste`,
)

/** Whether a sentence says that something is not known, or was never told. */
export function isDisclaimer(sentence: string): boolean {
  const keys = wordsOf(sentence).map(({ key }) => key)
  return keys.some((key) => DENYING.has(key)) && keys.some((key) => KNOWING.has(key))
}

const FILLING = set(
  'let good great nice sure well okay ok hm hmm thanks yes no right gut gern klar moment mal also ja nein bien claro vale sí bon oui non voyons',
)
/** Words of a sentence that says nothing yet. */
const FILLER_MAX = 5

/** Whether a sentence says nothing yet: "Let me think.", "Good question." */
export function isFiller(sentence: string): boolean {
  const words = wordsOf(sentence)
  const named =
    words.slice(1).some(({ text, key }) => /^\p{Lu}/u.test(text) && key !== 'i' && key !== 'im') || /\d/.test(sentence)
  return FILLING.has(words[0]?.key ?? '') && words.length <= FILLER_MAX && !named
}
