import { isQuestion } from '../../language/claiming.ts'
import { likeness, wordSet } from '../../language/likeness.ts'
import { isStopWord } from '../../language/stop-words.ts'
import { sentencesOf, wordsOf } from '../../language/words.ts'
import { claimedWith } from '../claimed.ts'
import type { Material, ReadTurn, Specialist } from '../material.ts'
import { type PhrasesByLanguage, phrases, placeOfPhrase } from '../phrases.ts'
import { everySentence, type Sentence, sentencesOfTurn, shown, spokenLanguage } from '../sentences.ts'

/** A reply that begins or goes on with this is no answer. */
const UNKNOWN =
  phrases(`i dont know, i do not know, i cant|cannot tell|say|answer, i can not tell|say|answer, im not sure|certain, i am not sure|certain, no idea,
  i find nothing, i found nothing, i have no, i could not find, i couldnt find, that is unknown to me,
  das weiß ich nicht|leider, ich weiß es? nicht, ich weiß das nicht, keine ahnung, ich kann das nicht, ich bin nicht sicher, dazu finde ich nichts,
  je ne sais pas, je lignore, aucune idée, je ne peux pas, je ne suis pas sûr|sûre|certain, je ne trouve rien,
  no sé, no lo sé, ni idea, no puedo decir|decirte|responder, no estoy seguro|segura, no encuentro nada`)
/** Asked of the companion itself, or to be polite. */
const IDLE: PhrasesByLanguage = {
  en: phrases(`how are you, how is it going, hows it going, whats up, can|could|would|will you, you know, are you there, do you mean, what do you think|mean|say,
    should|shall we|i, may|can i, do you want, do you remember, where were we`),
  de: phrases(
    'wie geht es, wie gehts, kannst|könntest|würdest|magst|weißt|willst du, soll ich, sollen wir, kann|darf ich, was meinst|denkst du',
  ),
  fr: phrases(
    `comment ça va, ça va, comment vas-tu, peux-tu, pourrais-tu, tu peux|sais|veux, est-ce que tu peux, quen penses-tu, dois-je, puis-je`,
  ),
  es: phrases('qué tal, cómo estás, puedes, podrías, sabes, quieres, qué piensas|opinas, debo, puedo'),
}
const WONDERED: PhrasesByLanguage = {
  en: phrases(`i wonder, i still? dont understand|get|see why|how|what|when|where|whether|which, i still? do not understand why|how|what|when|where,
    i still dont know, im still? not sure why|how|what|whether, i have no idea why|how|what, id like|love to know, i never understood why|how|what`),
  de: phrases(
    'ich frage mich, ich verstehe immer? noch? nicht, ich wüsste gern, ich weiß immer? noch nicht, ich möchte wissen',
  ),
  fr: phrases(
    'je me demande, je ne comprends toujours? pas, jaimerais savoir, je ne sais toujours pas, je voudrais savoir',
  ),
  es: phrases('me pregunto, no entiendo, todavía|aún no entiendo, sigo sin entender, me gustaría saber, todavía no sé'),
}
const LEAST_WORDS = 3
const LATER_TURNS = 8
const ALIKE_MIN = 0.6

/** Whether a reply answers: it says something, not only that it does not know, and does not only ask back. */
function answers(reply: string | null): boolean {
  if (!reply?.trim()) return false
  const sentences = sentencesOf(reply.slice(0, 4_000))
  if (sentences.some((sentence) => placeOfPhrase(wordsOf(sentence), UNKNOWN) !== null)) return false
  return sentences.some((sentence) => !/[?？]["”»)]*$/.test(sentence))
}

function asks(sentence: Sentence): boolean {
  const { text, words, language } = sentence
  if (claimedWith(sentence, WONDERED)) return true
  const idle = placeOfPhrase(words, IDLE[language])
  return (
    isQuestion(text, words) &&
    words.length >= LEAST_WORDS &&
    !(idle && idle.at <= 1) &&
    words.some(({ key }) => key.length > 2 && !isStopWord(key, language))
  )
}

/** The same was asked again, and answered then. */
function answeredLater(text: string, turns: readonly ReadTurn[]): boolean {
  const asked = wordSet(text)
  return turns.slice(0, LATER_TURNS).some(({ said, replied }) => {
    if (!answers(replied)) return false
    return sentencesOf(said.slice(0, 4_000)).some(
      (sentence) => isQuestion(sentence) && likeness(asked, wordSet(sentence)) >= ALIKE_MIN,
    )
  })
}

function isOpen({ text, turn }: { text: string; turn: ReadTurn }, { turns }: Material): boolean {
  // What was only to be written down waits for no answer, and is a question all the same.
  return !answers(turn.replied) && !answeredLater(text, turns.slice(turns.indexOf(turn) + 1))
}

/** What the learner asked and nobody answered. */
export const openQuestions: Specialist = {
  name: 'open-questions',
  byRules: (material) =>
    everySentence(material)
      .filter((sentence) => asks(sentence) && isOpen(sentence, material))
      .map(({ text, turn }) => ({ text: shown(text), quote: text, turns: [turn.id] })),
  asking: {
    for: 'open questions: what the learner asks or wonders about the matter and gets no answer to. Not politeness, and not requests to you.',
    draft({ sentence, turn }, material) {
      const asked = sentencesOfTurn(turn, spokenLanguage(material)).find(({ text }) => text === sentence)
      return asked && asks(asked) && isOpen({ text: sentence, turn }, material)
        ? { text: shown(sentence), quote: sentence }
        : null
    },
  },
}
