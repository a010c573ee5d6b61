import { wordsOf } from '../../language/words.ts'
import { claimedWith, claimsOfSelf } from '../claimed.ts'
import type { Specialist } from '../material.ts'
import { phrases } from '../phrases.ts'
import { everySentence, shown } from '../sentences.ts'

/** Something is settled by saying so. */
const SETTLED = {
  en: phrases(`i|we decided, ive|weve decided, i|we have decided, ive|weve just decided, i|we settled on, ive|weve settled on, i|we chose, ive|weve chosen,
    im|were choosing, i am choosing, lets go with|for, lets use|take|pick|choose, lets stick with|to, lets settle on, im|were going with|for,
    i|we go with, ill|well go with|for, my|our decision is, the decision is, the plan is to, i made up my mind, ive made up my mind, ill|well stick with|to,
    im|were not going to, im|were sticking with`),
  de: phrases(`ich habe mich entschieden, wir haben uns entschieden, ich habe beschlossen, wir haben beschlossen, ich nehme, wir nehmen, ich mache es,
    wir machen es, ich entscheide mich, wir entscheiden uns, ich bleibe bei, wir bleiben bei, ich habe entschieden, wir haben entschieden`),
  fr: phrases(`jai décidé, nous avons décidé, on a décidé, jai choisi, nous avons choisi, on a choisi, je prends, on prend, je choisis, on choisit,
    je garde, on garde, je vais prendre|utiliser|choisir|garder|commencer, on va prendre|utiliser|choisir|garder|commencer,
    nous allons prendre|utiliser|choisir`),
  es: phrases(`he decidido, hemos decidido, decidí, decidimos, voy a usar|tomar|elegir|escoger|empezar|quedarme, vamos a usar|tomar|elegir|escoger|empezar,
    elijo, escojo, elegimos, me quedo con, nos quedamos con, he elegido, hemos elegido`),
}
/** What somebody is going to do is a decision when it is a way of doing things; what is done once and over is an action item. */
const INTENDED = phrases(
  `ill|well use|take|pick|choose|practise|practice|study|learn|keep|switch|start|begin|focus|build|plant|skip|drop,
  i|we will use|take|pick|choose|practise|practice|study|learn|keep|switch|start|begin|focus|build|plant|skip|drop,
  im|were going to use|take|pick|choose|practise|practice|study|learn|keep|switch|start|begin|focus|build|plant|skip|drop`,
)
const CHOSEN = { ...SETTLED, en: new Map([...INTENDED, ...SETTLED.en]) }
for (const [first, ways] of INTENDED) CHOSEN.en.set(first, [...ways, ...(SETTLED.en.get(first) ?? [])])

/** "I'll take a look", "ich nehme an", "I'm not going to lie": nothing is decided. */
const IDLE = new Set('a|look a|break a|nap a|moment care lie say an mal in|mind le|temps'.split(' '))

/** What the learner settled on. */
export const decisions: Specialist = {
  name: 'decisions',
  byRules: (material) =>
    everySentence(material).flatMap((sentence) => {
      const place = claimedWith(sentence, CHOSEN)
      if (!place) return []
      const next = sentence.words.slice(place.after, place.after + 2).map(({ key }) => key)
      const isIdle = next.length === 0 || IDLE.has(next[0] ?? '') || IDLE.has(next.join('|'))
      return isIdle ? [] : [{ text: shown(sentence.text), quote: sentence.text, turns: [sentence.turn.id] }]
    }),
  asking: {
    for: 'decisions: what the learner settles on for themselves now. Not what they suppose, wish, must do, or what others decide.',
    draft: ({ sentence }) =>
      claimsOfSelf({ text: sentence, words: wordsOf(sentence) }) ? { text: shown(sentence), quote: sentence } : null,
  },
}
