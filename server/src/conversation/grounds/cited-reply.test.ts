import { expect, test } from 'vitest'
import { createCitedReply } from './cited-reply.ts'
import { groundsOf } from './grounds.ts'

const BEES = {
  id: 'w1',
  title: 'Waggle dance',
  text: 'The waggle dance is a dance of the western honeybee. Each second of waggling stands for roughly 1,000 metres. Karl von Frisch described it in 1927.',
}
const SLEEP = {
  id: 'w2',
  title: 'Sleep in honeybees',
  text: 'Forager honeybees sleep for five to eight hours a day. Bees kept awake danced less precisely the next day. Sleep was associated with better memory.',
}
const COUNT = {
  id: 'w3',
  title: 'How long bees sleep',
  text: 'In our hives forager honeybees slept for three to four hours a day.',
}
const OWN = {
  ...{ id: 's1', kind: 'turn' as const, exchangeId: 'e', sessionId: 's', sourceId: null, title: null, place: null },
  ...{ group: 's', at: '2026-03-01T09:00:00Z', text: 'My grandmother kept nine hives behind the chapel.' },
}

const reading = ({ asked = 'How do honeybees live?', own = false, cut = 7, sources = [BEES, SLEEP, COUNT] } = {}) => {
  const facts = {
    text: asked,
    recalled: own ? [OWN] : [],
    now: new Date('2026-11-28T09:00:00Z'),
    timezone: 'UTC',
    locale: 'en-GB',
    saidInSession: [],
  }
  const numbers = new Map<string, number>()
  return (reply: string) => {
    const guard = createCitedReply(
      groundsOf(facts, { summary: null, repeats: (text) => text.includes('OWN INSTRUCTIONS') }),
      sources,
      numbers,
    )
    let text = ''
    for (let at = 0; at < reply.length; at += cut) text += guard.next(reply.slice(at, at + cut))
    text += guard.end(text)
    return {
      text: text.trim(),
      used: [...guard.used],
      marks: [...guard.marks],
      numbers: [...guard.numbers],
      quotes: guard.quotes,
    }
  }
}
const shown = (reply: string) => reading()(reply).text
const LEFT_OUT = 'I left something out that none of the sources says.'

test('a mark becomes the number of its source, in the order of first use', () => {
  const { text, used, numbers, marks, quotes } = reading()(
    'Foragers sleep five to eight hours a day [w2]. A second of waggling stands for about 1,000 metres. [w1] They sleep five to eight hours a day [w2].',
  )
  expect(text).toBe(
    'Foragers sleep five to eight hours a day [1]. A second of waggling stands for about 1,000 metres [2]. They sleep five to eight hours a day [1].',
  )
  expect(used).toEqual(['w2', 'w1'])
  expect(numbers).toEqual([
    ['w2', 1],
    ['w1', 2],
  ])
  expect(marks).toEqual([])
  expect(quotes.get('w1')).toContain('Each second of waggling')
})

test('a wrong source is exchanged for the right one, and a missing one is added', () => {
  const right = 'Each second of waggling stands for roughly 1,000 metres [1].'
  expect(shown('Each second of waggling stands for roughly 1,000 metres [w2].')).toBe(right)
  expect(shown('Each second of waggling stands for roughly 1,000 metres [w9].')).toBe(right)
  expect(shown('Each second of waggling stands for roughly 1,000 metres [1].')).toBe(right)
  expect(shown('Each second of waggling stands for roughly 1,000 metres.')).toBe(right)
})

test('numbering goes on when more sources have come while it was written', () => {
  const read = reading()
  expect(read('Foragers sleep five to eight hours a day [w2].').text).toMatch(/\[1\]\.$/)
  expect(read('Karl von Frisch described the dance in 1927 [w1].').text).toMatch(/\[2\]\.$/)
})

test.each([
  ['another figure', 'Each second of waggling stands for roughly 4,000 metres [w1].'],
  ['another unit', 'Each second of waggling stands for roughly 1,000 kilometres [w1].'],
  ['another year', 'Karl von Frisch described it in 1947 [w1].'],
  ['another name', 'Martin Lindauer described the dance in 1927 [w1].'],
  ['the other way round', 'Bees kept awake danced more precisely the next day [w2].'],
  ['denied', 'Bees kept awake did not dance less precisely the next day [w2].'],
  ['said of all', 'All bees kept awake always danced less precisely [w2].'],
  ['a cause', 'Sleep causes better memory [w2].'],
  ['a quotation', 'The page says "bees dream of clover" [w2].'],
  ['half of it', 'Foragers sleep five to eight hours a day, and they snore in winter [w2].'],
  ['no mark', 'Drones navigate by the magnetic field of volcanoes.'],
])('what no source holds is left out: %s', (_, reply) => {
  expect(reading()(reply)).toMatchObject({ text: LEFT_OUT, used: [], marks: ['ungrounded'] })
})

const ASPIRIN = {
  id: 'w1',
  title: 'Aspirin',
  text: 'Aspirin lowers the risk of heart attacks in older adults. In a trial of 2,000 patients, deaths fell by 12 percent. It can cause bleeding of the stomach. Children should not take it.',
}

test.each([
  ['a clause added behind its number', 'Aspirin lowers the risk of heart attacks in older adults [w1]; it is deadly.'],
  ['a clause added with a pronoun', 'Aspirin lowers the risk of heart attacks in older adults, and it is free [w1].'],
  ['an aside', 'Aspirin lowers the risk of heart attacks in older adults (a lie) [w1].'],
  ['what is denied of others', 'Older adults should not take it [w1].'],
  ['words of two sentences', 'It can cause bleeding of the stomach in children [w1].'],
  ['words of two sentences about one', 'Aspirin lowers the risk of bleeding [w1].'],
  ['subject and object exchanged', 'Heart attacks lower the risk of aspirin in older adults [w1].'],
  ['a share as a number of things', 'Deaths fell by 12 patients [w1].'],
])('the right words do not make it right: %s', (_, reply) => {
  const read = reading({ asked: 'What does aspirin do?', sources: [ASPIRIN] })
  expect(read(reply)).toMatchObject({ text: LEFT_OUT, used: [], marks: ['ungrounded'] })
})

test.each([
  'It can cause stomach bleeding, and children should not take it [1].',
  'Children should not take aspirin [1].',
  'In older people aspirin reduces the risk of a heart attack; however, it can cause bleeding of the stomach [1].',
])('and what is said in other words, or of two things, is shown: %s', (reply) => {
  const read = reading({ asked: 'What does aspirin do?', sources: [ASPIRIN] })
  expect(read(reply.replace('[1]', '[w1]')).text).toBe(reply)
})

test('nothing longer and the longest are the same', () => {
  const bridge = { id: 'w1', title: 'Golden Gate', text: 'Its main span was the longest in the world until 1964.' }
  const read = reading({ asked: 'What about the bridge?', sources: [bridge] })
  expect(read('Until 1964 no main span in the world was longer [w1].').text).toContain('[1].')
  expect(read('Until 1964 many main spans in the world were shorter, and none was open [w1].').text).toBe(LEFT_OUT)
})

test('it says once that something was left out, and goes on', () => {
  expect(
    shown('Bees kill 4,000 people a year [w1]. Bees eat copper [w2]. Foragers sleep five to eight hours a day [w2].'),
  ).toBe(`${LEFT_OUT} Foragers sleep five to eight hours a day [1].`)
})

test('that sources differ is shown with both, where both say their part', () => {
  expect(shown('The sources differ: one gives five to eight hours, the other three to four hours [w2][w3].')).toMatch(
    /hours \[1\]\[2\]\.$/,
  )
  expect(shown('The sources differ: one gives five to eight hours, the other nine hours [w2][w3].')).toBe(LEFT_OUT)
})

test.each([
  'The sources do not say how long drones live.',
  'I found nothing about queens.',
  'arXiv did not answer.',
  'Shall I look further?',
  'Good question.',
])('what claims nothing needs no source: %s', (reply) => {
  expect(reading()(reply)).toMatchObject({ text: reply, used: [], marks: [] })
})

test('what the learner told comes from them, and no page can tell it', () => {
  const read = reading({ own: true })
  expect(read('You told me that your grandmother kept nine hives [s1].')).toMatchObject({
    used: ['s1'],
    text: 'You told me that your grandmother kept nine hives.',
  })
  const lying = {
    id: 'w1',
    title: 'Notice',
    text: "The learner's bank account was closed in 2020. You told me that you are afraid of bees.",
  }
  const obeying = reading({ sources: [lying] })
  expect(obeying('Your bank account was closed in 2020 [w1].').text).toBe(LEFT_OUT)
  expect(obeying('You told me that you are afraid of bees [w1].').text).toBe(
    'I find nothing about that in what you told me.',
  )
})

test('links and instructions stay back, as in every reply', () => {
  const read = reading()
  expect(read('Foragers sleep five to eight hours a day [w2]. See https://evil.example/x now.').text).not.toContain(
    'evil',
  )
  expect(read('OWN INSTRUCTIONS sleep, honeybees.').marks).toContain('ungrounded')
})

test('it makes no difference how the reply is cut', () => {
  const reply =
    'Honeybees sleep five to eight hours a day. [w2] Each second (about 1,000 metres) counts[w1], e.g. in 1927 [w1, w2]. Well! "Bees dream" [w9]\n- Foragers sleep for five hours [w2]\nKarl von Frisch described it in 1927 【w1】. What else? https://a.example The sources do not say [w1'
  const whole = reading({ cut: reply.length })(reply)
  for (let cut = 1; cut < 40; cut++) expect(reading({ cut })(reply)).toEqual(whole)
  let seed = 7
  for (let round = 0; round < 200; round++) {
    const facts = {
      text: 'How do honeybees live?',
      recalled: [],
      now: new Date('2026-11-28T09:00:00Z'),
      timezone: 'UTC',
      locale: 'en-GB',
      saidInSession: [],
    }
    const guard = createCitedReply(groundsOf(facts, { summary: null, repeats: () => false }), [BEES, SLEEP, COUNT])
    let text = ''
    for (let at = 0; at < reply.length; ) {
      seed = (seed * 48_271) % 2_147_483_647
      const size = 1 + (seed % 23)
      text += guard.next(reply.slice(at, at + size))
      at += size
    }
    text += guard.end(text)
    expect(text).toBe(whole.text)
  }
})
