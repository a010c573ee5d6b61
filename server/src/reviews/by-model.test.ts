import type { Item } from '@lva/contracts/reviews'
import { expect, test } from 'vitest'
import { inHouses, sayYes } from '../../test/house.ts'
import { createGivenAway } from '../grading/given-away.ts'
import { heldAgainst, worthShowing } from './by-model.ts'

const TIDES =
  'I read on the train that tides come from the moon. It pulls the oceans towards itself, it is not the wind that lifts the water, and a second bulge of water stands on the far side. Does the sun pull, too?'
const POINTS = ['pulls the oceans towards itself', 'the wind that lifts the water', 'a second bulge of water']
const turns = [
  { id: 'tides', user_text: TIDES },
  { id: 'tired', user_text: 'I am tired.' },
]
const item = (change: object = {}) => ({ turn: 1, concept: 'tides', points: POINTS, prompts: [], ...change })
const made = (...items: unknown[]) => heldAgainst(`Here: ${JSON.stringify({ items })}`, turns, createGivenAway)

test('what a model makes of a turn stands there: points with their places, no denial cut off, and questions that do not answer themselves', () => {
  const prompts = [
    { kind: 'why', text: 'What makes tides come and go?' },
    { kind: 'recall', text: 'Do tides come because the moon pulls the oceans towards itself?' },
    { kind: 'application', text: 'See [tides](https://example.org)' },
    { kind: 'why', text: 'Why tides?' },
    { kind: 'guess', text: 'What are tides?' },
  ]
  const [tides] = made(item({ prompts })).get('tides') ?? []
  expect(tides).toMatchObject({ concept: 'tides', made_by: 'model' })
  expect(tides?.points.map(({ text }) => text)).toEqual([POINTS[0], `not ${POINTS[1]}`, POINTS[2]])
  for (const { text, start, end } of tides?.points ?? []) expect(TIDES.slice(start, end)).toBe(text)
  expect(tides?.prompts).toEqual([
    { kind: 'recall', text: 'What do you remember about tides?' },
    { kind: 'application', text: 'Give an example of tides, and say what happens in it.' },
    { kind: 'why', text: 'What makes tides come and go?' },
  ])
  expect(
    made(item())
      .get('tides')?.[0]
      ?.prompts.map(({ kind }) => kind),
  ).toEqual(['recall', 'teach-back'])
})

test('what does not stand there is left out, with everything that says too little without it', () => {
  for (const wrong of [
    item({ turn: 2 }),
    item({ turn: 7 }),
    item({ concept: 'Kepler' }),
    item({ concept: 'the' }),
    item({ points: POINTS.slice(1) }),
    item({ points: [...POINTS.slice(1), 'the sun pulls much harder'] }),
    item({ points: [...POINTS.slice(1), 'second bulge of water stands'] }),
    item({ points: [...POINTS.slice(1), 'Does the sun pull'] }),
    item({ points: [...POINTS.slice(1), 'of the'] }),
    item({ points: 'all of it' }),
    'tides',
    null,
  ])
    expect(made(wrong).size).toBe(0)
  // The same again is one, and so is what leans on the same words.
  expect(made(item(), item(), item({ concept: 'the moon' })).get('tides')).toHaveLength(1)
  for (const answer of ['', 'Tides!', '{"items":', '[]', '{"items":{}}'])
    expect(heldAgainst(answer, turns, createGivenAway).size).toBe(0)
})

test('a model is shown what tells something, and no more than fits', () => {
  expect(worthShowing(turns).map(({ id }) => id)).toEqual(['tides'])
  const long = Array.from({ length: 200 }, (_, n) => ({ id: String(n), user_text: TIDES }))
  expect(worthShowing(long).length).toBeLessThan(100)
})

const SAID =
  'The moon pulls the oceans towards itself, and the water bulges on both sides of the earth, because the pull is weaker on the far side.'

inHouses('cards of a model', (open) => {
  test('where a model answers it makes the cards, asked once for a session; what it should not have made is left to rules', async () => {
    const house = await open()
    const ana = await house.learner()
    const points = SAID.slice(0, -1).split(', ')
    const items = async (): Promise<Item[]> => (await ana.get('/api/reviews/items')).body.items
    let answer = ''
    house.script(({ purpose }) =>
      purpose !== 'cards' ? sayYes() : answer ? { words: [answer] } : { fail: { kind: 'unavailable' } },
    )
    const asked = () => house.requests.filter(({ purpose }) => purpose === 'cards')
    const ends = async (session: string) => {
      await ana.call('POST', `/api/conversation/sessions/${session}/end`)
      await house.settle()
    }
    const said = async (session: string, mode: 'conversation' | 'capture' = 'conversation') => {
      const { exchange_id } = (await ana.say(SAID, { session, mode })).body
      await ends(session)
      return exchange_id
    }
    const prompts = [{ kind: 'why', text: 'What lifts the oceans?' }]
    const good = { turn: 1, concept: 'the oceans', prompts, points }
    answer = JSON.stringify({ items: [good, good, { ...good, concept: 'Neptune' }] })
    const first = await said('one')
    const [item, ...others] = await items()
    expect(others).toEqual([])
    expect(item).toMatchObject({ concept: 'the oceans', made_by: 'model', state: 'proposed' })
    expect(item?.prompts.map(({ text }) => text)).toEqual(['What do you remember about the oceans?', prompts[0]?.text])
    expect(item?.points.map(({ text, source }) => [text, source?.source_id])).toEqual(
      points.map((text) => [text, first]),
    )
    expect(asked()).toHaveLength(1)
    expect(asked()[0]?.messages[0]?.text).toContain(`<turn n="1">${SAID}</turn>`)
    // It goes on: of what was read nothing is asked again.
    await ana.say('That is all for today.', { session: 'one' })
    await ends('one')
    expect(asked()).toHaveLength(1)

    // Down, beside the words, or not to be told: rules make them.
    await ana.call('DELETE', `/api/reviews/items/${item?.id}`)
    const byRules = async () => {
      const [made, ...more] = await items()
      expect([made?.made_by, made?.points.length, more.length]).toEqual(['rules', 3, 0])
      await ana.call('DELETE', `/api/reviews/items/${made?.id}`)
    }
    answer = ''
    await said('two')
    await byRules()
    answer = JSON.stringify({ items: [{ ...good, points: ['The sun does it', 'at noon', 'every single day'] }] })
    await said('three')
    await byRules()
    expect(asked()).toHaveLength(3)
    await said('four', 'capture')
    await byRules()
    expect(asked()).toHaveLength(3)

    // Its words are corrected, and it is asked for those.
    answer = JSON.stringify({ items: [good] })
    const fifth = await said('five')
    const other = SAID.replace('weaker', 'much weaker')
    answer = JSON.stringify({ items: [{ ...good, points: other.slice(0, -1).split(', ') }] })
    await ana.call('PATCH', `/api/conversation/exchanges/${fifth}`, { user_text: other })
    await house.settle()
    expect((await items()).map(({ made_by, points: of }) => [made_by, of.at(-1)?.text])).toEqual([
      ['model', other.slice(0, -1).split(', ').at(-1)],
    ])
  })
})
