import { createRandom } from '../random.ts'
import type { CorpusTurn } from './corpus.ts'
import { EVERYDAY, REPLIES } from './diary-days.ts'

const VOCABULARY = 20_000
const SESSION_TURNS = 20
const BEGAN = Date.UTC(2016, 0, 1)
const SYLLABLES = 'ba ce di fo gu ka le mi no pu ra se ti vo wu za che dro fli gra ple sto tru vel nor'.split(' ')

/**
 * A very long past of one learner, the same every time: everyday sentences with a few invented words in each, which are as frequent as
 * words are (Zipf), in sessions of twenty turns over ten years.
 */
export function* longPast(size: number): Generator<CorpusTurn> {
  const random = createRandom('long past')
  for (let n = 0; n < size; n++) {
    const invented = Array.from({ length: 8 }, () => wordOf(Math.floor(VOCABULARY ** random.next()) - 1))
    yield {
      id: `t${n}`,
      session: `session-${Math.floor(n / SESSION_TURNS)}`,
      at: new Date(BEGAN + Math.floor((n / size) * 3_650 * 86_400_000) + n).toISOString(),
      text: `${random.pick(EVERYDAY)} It was about ${invented.join(' ')}.`,
      reply: random.pick(REPLIES),
    }
  }
}

/** What the long past ends with, in the clock of its learner. */
export const LONG_PAST_NOW = new Date(BEGAN + 3_651 * 86_400_000)

/** Searches of every sort there is: common and rare words, many of them, beginnings, phrases, mistakes, dates, and nonsense. */
export function searches(): Record<string, string[]> {
  const random = createRandom('searches')
  const times = <T>(make: () => T) => Array.from({ length: 20 }, make)
  const rare = () => wordOf(random.whole(500, VOCABULARY - 1))
  const frequent = () => wordOf(random.whole(0, 50))
  return {
    'one common word': times(() => random.pick(['work', 'bees', 'meeting', 'river', 'Hannah', 'tired', frequent()])),
    'one rare word': times(rare),
    'two common words': times(() => `${random.pick(['work', 'kitchen', 'tram'])} ${frequent()}`),
    question: times(() => `What did I say about ${rare()} and ${frequent()} when Tomas was busy at work?`),
    'a beginning': times(() => `work ${rare().slice(0, 4)}`),
    phrase: times(() => random.pick(['"words of Portuguese"', '"sends her love"', '"high and brown"'])),
    mistake: times(() => rare().replace(/(.)(.)$/, '$2$1')),
    date: times(() => random.pick(['bees last month', 'What did I do on Tuesday?', 'work in March', 'Hannah in 2019'])),
    'every word': times(() => EVERYDAY.join(' ').slice(random.whole(0, 200)).slice(0, 500)),
    nonsense: times(() => random.pick(['?!', '"', 'the of and', 'a AND (', 'x'.repeat(500), '*'.repeat(500)])),
  }
}

/** The nth most frequent invented word: two to four syllables. */
function wordOf(rank: number): string {
  let word = ''
  let left = rank + SYLLABLES.length
  for (; left > 0; left = Math.floor(left / SYLLABLES.length)) word += SYLLABLES[left % SYLLABLES.length]
  return word
}
