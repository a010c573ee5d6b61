import { localDay } from '../../days.ts'
import { wordsOf } from '../../language/words.ts'
import { claimedWith, claimsOfSelf } from '../claimed.ts'
import type { Material, ReadTurn, Specialist } from '../material.ts'
import { namedDay } from '../named-day.ts'
import { type PhrasesByLanguage, phrases } from '../phrases.ts'
import { everySentence, type Sentence, sentencesOfTurn, shown, spokenLanguage } from '../sentences.ts'

const OWED: PhrasesByLanguage = {
  en: phrases(`i|we really|also|just|still? need to, i|we really|also|just|still? have to, i|we really|also? must, i|we really|also|probably? should, i|we ought to,
    ive|weve got to, remind me, dont let me forget`),
  de: phrases('ich muss, wir müssen, ich sollte, wir sollten, erinnere|erinner mich, ich darf nicht vergessen'),
  fr: phrases(
    `je dois, nous devons, on doit, il faut que je, il faut que nous, il faut quon, rappelle-moi, je devrais, il me faut`,
  ),
  es: phrases('tengo que, tenemos que, debo, debemos, recuérdame, debería, no debo olvidar'),
}
/** Somebody is going to do it once. */
const PROMISED = {
  en: phrases('ill|well, i|we will, im|were going to, i am going to'),
  de: phrases('ich werde, wir werden'),
  fr: phrases('je vais, nous allons, on va'),
  es: phrases('voy a, vamos a'),
}
const ERRANDS = new Set(
  `send call write email ask book bring finish submit buy pay fix print order return schicken anrufen schreiben fragen buchen kaufen bezahlen
  abgeben envoyer appeler écrire demander réserver acheter payer finir enviar llamar escribir preguntar reservar comprar pagar terminar`.split(
    /\s+/,
  ),
)
const WAYS = new Set(
  `use take pick choose practise practice study learn keep switch start begin focus build plant skip drop go stick prendre utiliser choisir garder
  commencer usar tomar elegir escoger empezar quedarme nehmen`.split(/\s+/),
)
/** "I have to say", "I must be", "I need to know": nothing is to be done. */
const IDLE = new Set(
  `say admit confess know be have go think agree wonder see talk speak sleep sagen zugeben wissen sein gehen denken sehen dire avouer savoir être
  aller voir decir admitir saber ser ir irme ver`.split(/\s+/),
)

const dayOf = (sentence: Pick<Sentence, 'words' | 'language'>, turn: ReadTurn, { timezone }: Material) =>
  namedDay(sentence.words, { language: sentence.language, today: localDay(turn.at, timezone) })

/** In German what is to be done stands at the end. */
function isIdle({ words, language }: Sentence, after: number): boolean {
  const next = words.slice(after).filter(({ key }) => key !== 'not' && key !== 'to')
  return next.length === 0 || IDLE.has((language === 'de' ? next.at(-1) : next[0])?.key ?? '')
}

function isErrand(sentence: Sentence, after: number, due: string | null): boolean {
  const next = sentence.words.slice(after).map(({ key }) => key)
  if (next.length < 2 || isIdle(sentence, after) || WAYS.has(next[0] ?? '')) return false
  return due !== null || next.some((key) => ERRANDS.has(key))
}

/** What the learner has yet to do, with the day they name. */
export const actionItems: Specialist = {
  name: 'action-items',
  byRules: (material) =>
    everySentence(material).flatMap((sentence) => {
      const due = dayOf(sentence, sentence.turn, material)
      const owed = claimedWith(sentence, OWED)
      const promised = owed ? null : claimedWith(sentence, PROMISED)
      const is = owed ? !isIdle(sentence, owed.after) : promised !== null && isErrand(sentence, promised.after, due)
      return is ? [{ text: shown(sentence.text), quote: sentence.text, turns: [sentence.turn.id], due }] : []
    }),
  asking: {
    for: 'action items: something the learner says they have yet to do and could tick off. Not what they like, suppose or owe in general, and not decisions on how to do things.',
    draft({ sentence, turn }, material) {
      const words = wordsOf(sentence)
      if (!claimsOfSelf({ text: sentence, words })) return null
      const [{ language } = { language: material.language }] = sentencesOfTurn(turn, spokenLanguage(material))
      return { text: shown(sentence), quote: sentence, due: dayOf({ words, language }, turn, material) }
    },
  },
}
