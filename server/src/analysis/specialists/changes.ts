import { wordsOf } from '../../language/words.ts'
import { claimedWith, claimsOfSelf } from '../claimed.ts'
import type { Draft, Material, Specialist } from '../material.ts'
import { type PhrasesByLanguage, phrases } from '../phrases.ts'
import { everySentence, shown } from '../sentences.ts'
import { wordingIn } from '../wording.ts'

const CHANGED: PhrasesByLanguage = {
  en: phrases(`i used to think|believe|assume, i always|originally|first|once|long thought|believed|assumed, at first i thought|believed|assumed, i had thought,
    ive changed my mind, i changed my mind, i have changed my mind, i was wrong|mistaken, i stand corrected, it turns out, i no longer think|believe`),
  de: phrases(`früher dachte|glaubte ich, früher habe ich gedacht|geglaubt, ich dachte|glaubte früher|immer|bisher|zuerst, ich habe meine meinung,
    ich lag falsch, ich habe mich geirrt, ich hatte unrecht, ich glaube|denke nicht mehr, zuerst|bisher dachte|glaubte ich`),
  fr: phrases(`avant je pensais|croyais, je pensais|croyais avant|toujours, jai changé davis|dopinion|didée, je me suis trompé|trompée, javais tort,
    je ne pense|crois plus, au début je pensais|croyais`),
  es: phrases(`antes pensaba|creía|creia, antes yo pensaba|creía, he cambiado de opinión|opinion|idea, cambié de opinión|idea, me equivoqué, me equivocaba,
    estaba equivocado|equivocada, ya no creo|pienso, al principio pensaba|creía`),
}

/** What was said of oneself, and later took the place of something else that was said: both in the learner's words. */
function replacements({ turns, replaced, language }: Material): Draft[] {
  const said = new Map(turns.map((turn) => [turn.id, turn.said]))
  return replaced
    .filter(({ text, exchangeId }) => said.get(exchangeId)?.includes(text))
    .map(({ text, exchangeId, before }) => ({
      text: wordingIn(language).changed(before.text, text),
      quote: text,
      // With either of the two turns it goes.
      turns: [exchangeId, before.exchangeId],
    }))
}

/** Where the learner says that they thought otherwise before, or said otherwise of themselves. */
export const changes: Specialist = {
  name: 'changes',
  byRules: (material) => [
    ...everySentence(material)
      .filter((sentence) => claimedWith(sentence, CHANGED) !== null)
      .map(({ text, turn }) => ({ text: shown(text), quote: text, turns: [turn.id] })),
    ...replacements(material),
  ],
  asking: {
    for: 'changes of opinion: the learner says that they thought otherwise before. Not habits or circumstances that have changed.',
    draft: ({ sentence }) =>
      claimsOfSelf({ text: sentence, words: wordsOf(sentence) }) ? { text: shown(sentence), quote: sentence } : null,
  },
}
