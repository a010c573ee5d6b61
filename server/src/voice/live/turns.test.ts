import { expect, test } from 'vitest'
import { createTalk } from './testing/talk.ts'

const PERIOD = 20

test('a short whole answer is taken within 400 ms, whoever listens', async () => {
  for (const streaming of [false, true]) {
    const talk = createTalk({ stt: { streaming, afterMs: 120 } })
    await talk.say('forty-two')
    expect(await talk.until(() => talk.session.state() === 'thinking')).toBeLessThanOrEqual(400)
    expect(await talk.hangUp()).toBe(0)
  }
})

test('"let me think" is waited for at least four seconds, and what follows belongs to it', async () => {
  for (const streaming of [false, true]) {
    const talk = createTalk({ stt: { streaming } })
    await talk.say('let me think')
    await talk.silence(4_000)
    expect(talk.session.state()).toBe('holding')
    await talk.say('it was in spring')
    await talk.until(() => talk.brain.exchanges.length === 1)
    expect(talk.brain.exchanges[0]?.user_text).toBe('let me think it was in spring')
    expect(talk.states()).toContain('holding')
    expect(await talk.hangUp()).toBe(0)
  }
})

test('how long somebody thinks behind "because" teaches nothing about their pauses', async () => {
  const talk = createTalk()
  await talk.say('it rains because')
  await talk.silence(2_400)
  await talk.say('the air gets cold')
  await talk.until(() => talk.brain.exchanges.length === 1)
  expect(talk.learnt).toEqual([[0]])
  expect(await talk.hangUp()).toBe(0)
})

test('whoever says nothing more after "because" is answered in the end', async () => {
  const talk = createTalk()
  await talk.say('I stayed because')
  await talk.until(() => talk.brain.exchanges.length === 1, 8_000)
  expect(await talk.hangUp()).toBe(0)
})

test('ten minutes of noise are no turn', async () => {
  const talk = createTalk()
  for (let minute = 0; minute < 10; minute++) await talk.noise(60_000)
  expect(talk.brain.takes).toEqual([])
  expect(talk.clock.pending).toBe(0)
  expect(await talk.hangUp()).toBe(0)
})

test('"done" ends the turn at once, and what is said right behind it is the next one', async () => {
  const talk = createTalk({ stt: { afterMs: 600 } })
  await talk.say('this is all that')
  talk.session.commit()
  expect(talk.session.state()).toBe('thinking')
  await talk.say('and this is new')
  await talk.until(() => talk.brain.exchanges.length === 2)
  expect(talk.brain.exchanges.map(({ user_text }) => user_text)).toEqual(['this is all that', 'and this is new'])
  expect(await talk.hangUp()).toBe(0)
})

test('the first syllable is there; without pre-roll it is lost', async () => {
  for (const preRoll of [false, true]) {
    const talk = createTalk({ stt: { wordMs: 100 }, without: { preRoll } })
    await talk.silence(500)
    await talk.say('yes of course I did', { wordMs: 100 })
    await talk.until(() => talk.brain.exchanges.length === 1)
    expect(talk.brain.exchanges[0]?.user_text).toBe(preRoll ? 'of course I did' : 'yes of course I did')
    expect(await talk.hangUp()).toBe(0)
  }
})

test('speech that never pauses is taken after thirty seconds, and no word is lost', async () => {
  const talk = createTalk()
  const words = Array.from({ length: 150 }, (_, at) => `w${at}`)
  await talk.say(words.join(' '))
  await talk.until(() => talk.brain.exchanges.length >= 2)
  await talk.silence(500)
  expect(talk.brain.exchanges.map(({ user_text }) => user_text).join(' ')).toBe(words.join(' '))
  expect(await talk.hangUp()).toBe(0)
})

test('a long turn is not written down again at every pause', async () => {
  const talk = createTalk({ patience: 1 })
  for (const part of ['one two three four the', 'five six seven eight the', 'nine ten eleven twelve the']) {
    await talk.say(part)
    await talk.silence(1_200)
  }
  await talk.say('end of it all now')
  await talk.until(() => talk.brain.exchanges.length === 1)
  expect(talk.brain.exchanges[0]?.user_text).toBe(
    'one two three four the five six seven eight the nine ten eleven twelve the end of it all now',
  )
  expect(await talk.hangUp()).toBe(0)
})

test('someone who pauses in mid-sentence is cut off less and less', async () => {
  const cutOffs = async (without: { patience?: boolean }) => {
    const talk = createTalk({ without, answer: () => ({ words: ['Yes.'], firstAfterMs: 2_000 }) })
    const cut: number[] = []
    for (let turn = 0; turn < 20; turn++) {
      const before = talk.brain.exchanges.length
      await talk.say('so we walked along it')
      await talk.silence(900)
      await talk.say('until the rain came down')
      await talk.until(() => talk.session.state() === 'thinking')
      await talk.until(() => talk.session.state() === 'listening')
      cut.push(talk.brain.exchanges.length - before - 1)
    }
    expect(await talk.hangUp()).toBe(0)
    const sum = (some: number[]) => some.reduce((a, b) => a + b, 0)
    return { first: sum(cut.slice(0, 10)), later: sum(cut.slice(10)) }
  }
  const { first, later } = await cutOffs({})
  expect(first).toBeGreaterThan(0)
  expect(later).toBeLessThanOrEqual(first / 2)
  const off = await cutOffs({ patience: true })
  expect(off.later).toBeGreaterThan(5)
})

test('stages add up to what passed between the end of speech and the first sound', async () => {
  for (const streaming of [false, true])
    for (const speculation of [false, true]) {
      const talk = createTalk({
        stt: { streaming },
        without: { speculation },
        answer: () => ({ words: ['Good. ', 'More.'], firstAfterMs: 640 }),
      })
      await talk.say('I went to the museum')
      const end = talk.clock.ms()
      await talk.until(() => talk.metrics.length === 1)
      const first = talk.line.heard()[0]?.at ?? Number.NaN
      const [{ stages, total_ms }] = talk.metrics as [{ stages: Record<string, number>; total_ms: number }]
      expect(Math.abs(total_ms - (first - end))).toBeLessThanOrEqual(PERIOD)
      expect(Math.abs(Object.values(stages).reduce((a, b) => a + b, 0) - total_ms)).toBeLessThanOrEqual(1)
      expect(await talk.hangUp()).toBe(0)
    }
})

test('what a turn waited for is counted from its last sound, not from when that came', async () => {
  const talk = createTalk()
  const frames = [...talk.speaker.words('I went to the museum'), ...talk.speaker.silence(100)]
  await talk.hear(frames.slice(0, -12))
  talk.clock.oversleep(240)
  for (const frame of frames.slice(-12)) talk.session.hear(frame)
  const end = talk.clock.ms() - 100
  await talk.until(() => talk.metrics.length === 1)
  const first = talk.line.heard()[0]?.at ?? Number.NaN
  expect(Math.abs((talk.metrics[0]?.total_ms ?? 0) - (first - end))).toBeLessThanOrEqual(PERIOD)
  expect(await talk.hangUp()).toBe(0)
})

test('thinking begins before the turn is over, and what is remembered is the same as without', async () => {
  const run = async (speculation: boolean) => {
    const talk = createTalk({
      without: { speculation },
      answer: () => ({ words: ['Good. ', 'More.'], firstAfterMs: 640 }),
    })
    await talk.say('we went to the old museum')
    await talk.silence(300)
    await talk.say('that is by the river')
    await talk.until(() => talk.metrics.length === 1)
    await talk.until(() => talk.session.state() === 'listening')
    const { exchanges, thoughts } = talk.brain
    expect(await talk.hangUp()).toBe(0)
    return { exchanges, thoughts: thoughts.map(({ became }) => became), total: talk.metrics[0]?.total_ms ?? 0 }
  }
  const [on, off] = [await run(false), await run(true)]
  expect(on.exchanges).toEqual(off.exchanges)
  expect(on.exchanges).toHaveLength(1)
  expect(off.thoughts).toEqual([])
  expect(on.thoughts.at(-1)).toBe('adopted')
  expect(on.thoughts.slice(0, -1).every((became) => became === 'dropped')).toBe(true)
  expect(off.total - on.total).toBeGreaterThan(50)
})

test('only a tool that really runs is covered with a word, and never the same twice', async () => {
  const talk = createTalk({
    answer: (_, call) => ({ words: ['Found it.'], tool: { name: 'search', ms: call === 0 ? 500 : 3_000 } }),
  })
  for (const question of ['how old is it', 'who built it', 'where is it']) {
    await talk.say(question)
    const asked = talk.brain.exchanges.length
    await talk.until(() => talk.brain.exchanges[asked]?.heard === 'Found it.')
    await talk.silence(1_000)
  }
  expect(talk.voice?.spoken).toEqual([
    'Found it.',
    'Let me look that up.',
    'Found it.',
    'One moment, I am checking.',
    'Found it.',
  ])
  expect(talk.brain.exchanges.map(({ heard }) => heard)).toEqual(['Found it.', 'Found it.', 'Found it.'])
  expect(await talk.hangUp()).toBe(0)
})

test('what is said before a tool is heard while it runs, and the numbers of sources are not said', async () => {
  const talk = createTalk({
    answer: () => ({
      words: ['It comes twice a day. [1] ', 'The moon pulls the sea. [2]'],
      tool: { name: 'search', ms: 3_000, after: 'I have to look. ' },
    }),
  })
  await talk.say('how often is high water')
  await talk.until(() => talk.brain.exchanges[0]?.heard != null)
  await talk.silence(1_000)
  expect(talk.voice?.spoken.slice(0, 2)).toEqual(['I have to look.', 'Let me look that up.'])
  expect(talk.voice?.spoken.slice(2).join(' ')).toBe('It comes twice a day. The moon pulls the sea.')
  const [first] = talk.brain.exchanges
  expect(first?.heard).toBe('I have to look. It comes twice a day. [1] The moon pulls the sea. [2]')
  const both = [true, false].map((running) => ({ type: 'tool', name: 'search', running }))
  expect(talk.line.frames('tool')).toEqual(both)
  expect(await talk.hangUp()).toBe(0)
})
