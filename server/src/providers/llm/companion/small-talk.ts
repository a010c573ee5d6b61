import { wordsOf } from '../../../language/words.ts'
import { keyPhrases } from './key-phrases.ts'
import { anyOf, type Turn, unused } from './speech.ts'

const WHO =
  /\b(?:who|what) are you\b|\bare you (?:an? |the )?(?:real|ai|human|person|robot|bot|machine|model|chatbot|computer|llm|chatgpt|gpt|claude|language model)\b|\bwhats your name\b|\bwhat can you do\b|\bwer bist du\b|\bwas bist du\b|\bbist du (?:ein|eine|echt)\b|\bquién eres\b|\beres (?:un|una)\b|\bqui es-tu\b|\bes-tu (?:un|une)\b/
const GREETING =
  /^(?:(?:hi|hello|hey|good morning|good afternoon|good evening|hallo|guten (?:tag|morgen|abend)|hola|buenos días|buenas tardes|bonjour|salut|bonsoir)(?: (?:there|again|companion|zusammen))?(?: (?:how are you|how are you today|how are you doing|hows it going|wie geht es dir|wie gehts|cómo estás|qué tal|comment ça va|ça va))?|(?:how are you|how are you today|how are you doing|hows it going))$/
const THANKS =
  /^(?:thanks|thank you|thank you (?:so|very) much|thanks a lot|danke|vielen dank|gracias|muchas gracias|merci|merci beaucoup)$/
const SHORT_ANSWER =
  /^(?:yes|yeah|yep|no|nope|ok|okay|sure|right|exactly|true|maybe|not really|i think so|i guess|of course|mhm|thats it|thats all|no thats it|no thats all|hmm|good|great|cool|fine|ja|nein|genau|klar|vielleicht|sí|vale|claro|oui|non|daccord|peut-être)$/
const DONT_KNOW =
  /^(?:i )?(?:dont know|do not know|have no idea|no idea|not sure|im not sure|i am not sure|no clue|keine ahnung|weiß nicht|ich weiß (?:es )?nicht|no (?:lo )?sé|ni idea|je ne sais pas|aucune idée)$/

/** Answers what is no topic: who it is, a greeting, thanks, a yes or a no, "I don't know". Undefined for all else. */
export function smallTalk(turn: Turn): string | undefined {
  const { facts, wording } = turn
  if (turn.words > 12) return undefined
  const saying = wordsOf(facts.text)
    .map((word) => word.key)
    .join(' ')
  const name = facts.learnerName?.trim() ? `, ${facts.learnerName.trim()}` : ''
  if (WHO.test(saying)) return wording.who
  if (GREETING.test(saying)) return anyOf(wording.greeting, { name }, turn)
  if (THANKS.test(saying)) return [anyOf(wording.welcome, {}, turn), goOn(turn, 'open')].filter(Boolean).join(' ')
  if (DONT_KNOW.test(saying)) return goOn(turn, 'stuck') ?? wording.wait
  if (SHORT_ANSWER.test(saying)) return goOn(turn, 'open') ?? wording.wait
  return undefined
}

/** A question about what the learner spoke of last, so that a bare "yes" does not end the thread. */
function goOn(turn: Turn, aim: 'open' | 'stuck'): string | undefined {
  const { facts, wording, language } = turn
  for (const said of facts.saidInSession.slice(-5).reverse()) {
    const key = keyPhrases(said.slice(0, 600), language)[0]?.named
    if (key !== undefined) return unused([...(wording.ask[aim] ?? []), ...wording.ask.open], { key }, turn)
  }
  return unused([...(wording.askPlain[aim] ?? []), ...(wording.askPlain.vague ?? [])], {}, turn)
}
