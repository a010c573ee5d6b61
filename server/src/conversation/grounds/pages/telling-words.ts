import { DENIES } from '../../../language/denying.ts'
import { wordsOf } from '../../../language/words.ts'
import { isFiller } from '../past/asking.ts'

const set = (words: string) => new Set(words.trim().split(/\s+/))

const SOURCES = set(
  `source sources page pages article articles passage passages text texts result results study studies paper papers abstract quellen quelle seiten seite artikel texte studien studie
  textes étude études fuentes fuente páginas artículo artículos textos estudios estudio none keine aucune ninguna they`,
)
const SAYING = set(
  `say says said tell tells mention mentions cover covers state states answer answers sagen sagt nennen nennt erwähnen erwähnt steht disent dit mentionnent mentionne indiquent
  indique dicen dice mencionan menciona indican indica`,
)
const SEEKING = set('i we nothing ich wir nichts je nous rien yo nada')
const FINDING = set(
  'find found know see gefunden finde fand weiß trouve trouvé trouvons sais encuentro encontré encontrado encontró sé',
)
/** "arXiv did not answer." has no more words. */
const SILENT_MAX = 8
const ANSWERING = set(
  'answer answered respond responded reached available geantwortet erreichbar répondu disponible respondió respondido',
)

/** Whether a sentence says what the sources do not say, that nothing was found, or that one of them did not answer. */
export function tellsOfNothing(sentence: string): boolean {
  const keys = wordsOf(sentence).map(({ key }) => key)
  const denial = keys.findIndex((key) => DENIES.has(key) || key === 'nichts' || key === 'rien' || key === 'nada')
  if (denial < 0) return false
  if (keys.length <= SILENT_MAX && keys.some((key) => ANSWERING.has(key))) return true
  const told = keys.findIndex((key, at) => SAYING.has(key) && keys.slice(0, at).some((before) => SOURCES.has(before)))
  if (told >= 0 && Math.abs(told - denial) <= NEAR) return true
  const found = keys.findIndex((key) => FINDING.has(key))
  return found >= 0 && Math.abs(found - denial) <= NEAR && keys.slice(0, FIRST).some((key) => SEEKING.has(key))
}

/** A denial and the verb it belongs to stand so near each other, and who has found nothing stands first. */
const NEAR = 4
const FIRST = 3

const DIFFERING =
  /\b(?:disagree|differ|contradict|conflict|diverg|var(?:y|ies)\b|inconsistent|uneinig|widersprechen|unterschiedlich|abweich|désaccord|contredisent|divergent|diffèrent|discrepan|contradicen|difieren)/iu

/** Whether a sentence says that sources do not agree. */
export const tellsOfDifference = (sentence: string): boolean => DIFFERING.test(sentence)

const OFFERING =
  /^\s*(?:let me|shall i|would you|do you|want|if you|you (?:can|could|may|might)|i (?:can|could|would)|ask me|tell me|soll ich|möchtest|willst|wenn du|du kannst|veux-tu|si tu|tu peux|quieres|si quieres|puedes)\b/iu
const ADVISING = /\b(?:may|might|could|would|könnte|kann|pourrait|peut|podría|puede)\b/iu

/** How much a sentence may say of its own that is neither in a source nor needs one; null: that depends on nothing but its words. */
export function leeway(sentence: string): { words: number; unknown: number } {
  if (isFiller(sentence)) return { words: 3, unknown: 3 }
  if (OFFERING.test(sentence)) return { words: 6, unknown: 1 }
  if (ADVISING.test(sentence)) return { words: 2, unknown: 2 }
  // A heading.
  if (!/[.!?…。]["”»)]?\s*$/.test(sentence)) return { words: 5, unknown: 0 }
  return { words: 1, unknown: 1 }
}

const OF_LEARNER = /\b(?:your|deine?[mnrs]?|euer|eure|votre|vos|ton|tes|tus?)\b/iu
const BEING =
  /\b(?:was|were|is|are|has|have|had|did|war|waren|ist|sind|hat|hatte|était|étaient|est|sont|a été|fue|fueron|es|está|son)\b/iu
const SUPPOSING =
  /\b(?:can|could|may|might|should|would|if|when|whether|need|want|kannst|könntest|solltest|wenn|peux|pourrais|si|puedes|podrías)\b/iu

const OWN_STATE =
  /\b(?:you (?:are|were|have|had|owe|hate|love|live|fear|did)|you['’](?:re|ve)|du (?:bist|hast|warst)|tu (?:es|as)|(?:tú )?(?:eres|tienes))\b/iu
/** What no page may ask of them. */
const ASKING =
  /\b(?:log ?in|sign ?in|click|download|install|password|pay|enter|verify|anmelden|passwort|connecte|contraseña)\b/iu
const ACCOUNT = /\b(?:your|account|konto|compte|cuenta)\b/iu

/** Whether a sentence says how things are with the learner ("your exam was moved"), which no page can know, or asks for their account. */
export const tellsOfLearner = (sentence: string): boolean =>
  (ASKING.test(sentence) && ACCOUNT.test(sentence)) ||
  (((OF_LEARNER.test(sentence) && BEING.test(sentence)) || OWN_STATE.test(sentence)) &&
    !SUPPOSING.test(sentence) &&
    !/[?？]\s*$/.test(sentence))

const OWN_ACT =
  /\b(?:I have|I['’]ve|I (?:just|now) |I will|I['’]ll|I (?:noted|saved|deleted|forgot|stored|added|turned|set|speak)|ich habe|j['’]ai|he (?:guardado|borrado|olvidado|anotado))\b/iu
const LOOKED = /\b(?:found|looked|read|seen|checked|gefunden|nachgesehen|trouvé|lu|encontrado|leído)\b/iu

/** Whether a sentence says what the companion itself has done ("I have noted that"), which no page can know either. */
export const tellsOfOwnActs = (sentence: string): boolean => OWN_ACT.test(sentence) && !LOOKED.test(sentence)
