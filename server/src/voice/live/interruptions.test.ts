import { expect, test } from 'vitest'
import { createTalk } from './testing/talk.ts'

const LONG = {
  words: ['The first point is short. ', 'The second point is a little longer than that. ', 'The third one ends it.'],
  firstAfterMs: 100,
  betweenMs: 10,
}

/** A conversation in which the companion is in the middle of a long reply. */
async function inTheMiddle(options: Parameters<typeof createTalk>[0] = {}) {
  const talk = createTalk({ answer: () => LONG, ...options })
  await talk.say('tell me more')
  await talk.until(() => talk.line.sounding())
  await talk.silence(1_000)
  expect(talk.session.state()).toBe('speaking')
  return talk
}

for (const streaming of [false, true]) {
  const kind = streaming ? 'streaming' : 'segment'

  test(`a real interruption silences the reply, and only what was heard is remembered (${kind})`, async () => {
    const talk = await inTheMiddle({ stt: { streaming } })
    const began = talk.clock.ms()
    await talk.say('no I meant the other thing')
    const silentAfter = talk.line.shown.find(({ type, at }) => type === 'pause' && at > began)
    expect((silentAfter?.at ?? Number.NaN) - began).toBeLessThanOrEqual(250)
    await talk.until(() => talk.brain.exchanges.length === 2)

    const [first, second] = talk.brain.exchanges
    expect(second?.user_text).toBe('no I meant the other thing')
    expect(first?.interrupted).toBe(true)
    const heard = first?.heard?.trim().split(' ') ?? []
    const { whole } = talk.heard()
    expect(whole.slice(0, heard.length)).toEqual(heard)
    expect(whole.length - heard.length).toBeLessThanOrEqual(1)
    expect(`${first?.heard}${first?.rest}`).toBe(LONG.words.join(''))
    expect(await talk.hangUp()).toBe(0)
  })

  test(`"mm-hmm" does not stop the reply, and nothing of it is repeated or lost (${kind})`, async () => {
    const talk = await inTheMiddle({ stt: { streaming, wordMs: 300 } })
    await talk.say('mm-hmm', { wordMs: 300 })
    await talk.until(() => talk.session.state() === 'listening')
    await talk.silence(200)

    const paused = talk.line.shown.find(({ type }) => type === 'pause')
    const resumed = talk.line.shown.find(({ type }) => type === 'resume')
    if (paused) expect((resumed?.at ?? Number.NaN) - paused.at).toBeLessThanOrEqual(300)
    expect(talk.heard()).toEqual({ whole: LONG.words.join('').trim().split(' '), begun: [], repeated: 0 })
    expect(talk.brain.exchanges).toMatchObject([{ interrupted: false, heard: LONG.words.join('') }])
    expect(talk.events.filter((event) => event === 'backchannel')).toHaveLength(1)
    expect(talk.brain.takes.map(({ became }) => became)).toEqual(['said', 'dropped'])
    expect(await talk.hangUp()).toBe(0)
  })

  test(`"wait" holds the reply until "go on" (${kind})`, async () => {
    const talk = await inTheMiddle({ stt: { streaming } })
    await talk.say('wait')
    await talk.silence(6_000)
    expect(talk.session.state()).toBe('paused')
    expect(talk.line.sounding()).toBe(false)
    // A browser that hears nothing for four seconds goes on by itself.
    expect(talk.line.shown.filter(({ type }) => type === 'pause').length).toBeGreaterThan(3)
    await talk.say('go on')
    await talk.until(() => talk.line.sounding(), 1_500)
    await talk.until(() => talk.session.state() === 'listening')
    await talk.silence(100)

    expect(talk.heard()).toMatchObject({ whole: LONG.words.join('').trim().split(' '), repeated: 0 })
    expect(talk.brain.exchanges).toHaveLength(1)
    expect(await talk.hangUp()).toBe(0)
  })

  test(`a short "no" into the reply ends it, though it was over before it was understood (${kind})`, async () => {
    const talk = await inTheMiddle({ stt: { streaming } })
    await talk.say('no')
    await talk.until(() => talk.brain.exchanges.length === 2, 2_000)
    expect(talk.brain.exchanges.at(1)?.user_text).toBe('no')
    expect(await talk.hangUp()).toBe(0)
  })
}

test('noise beside the reply changes nothing', async () => {
  const talk = await inTheMiddle()
  await talk.noise(4_000)
  await talk.until(() => talk.session.state() === 'listening')
  expect(talk.line.shown.filter(({ type }) => type === 'pause')).toEqual([])
  expect(talk.brain.takes).toHaveLength(1)
  expect(await talk.hangUp()).toBe(0)
})

test('the reply coming back through the microphone is no turn, unless the filter is off', async () => {
  for (const echo of [false, true]) {
    const talk = await inTheMiddle({ without: { echo } })
    await talk.say('first point')
    await talk.silence(1_500)
    expect(talk.brain.exchanges.length, `without the filter: ${echo}`).toBe(echo ? 2 : 1)
    expect(await talk.hangUp()).toBe(0)
  }
})

test('without resuming, "mm-hmm" ends the reply', async () => {
  const talk = await inTheMiddle({ without: { resume: true } })
  await talk.say('mm-hmm', { wordMs: 300 })
  await talk.silence(1_000)
  expect(talk.brain.exchanges.at(0)).toMatchObject({ interrupted: true })
  expect(await talk.hangUp()).toBe(0)
})

test('whoever goes on while the answer is being thought about is not talked over', async () => {
  const talk = createTalk({ answer: () => ({ words: ['I see.'], firstAfterMs: 1_000 }) })
  await talk.say('I went to the museum')
  await talk.until(() => talk.session.state() === 'thinking')
  await talk.say('and then I went to the park', { wordMs: 260 })
  await talk.until(() => talk.line.sounding())
  await talk.until(() => talk.session.state() === 'listening')

  expect(talk.brain.exchanges).toMatchObject([
    { user_text: 'I went to the museum', heard: '', interrupted: true },
    { user_text: 'and then I went to the park', heard: 'I see.' },
  ])
  expect(talk.learnt.at(-1)?.at(-1)).toBeGreaterThan(300)
  expect(await talk.hangUp()).toBe(0)
})

test('"go on" after an interruption says the unheard rest, and it joins what was heard', async () => {
  const talk = await inTheMiddle()
  await talk.session.cancel()
  await talk.silence(500)
  const cut = { ...talk.brain.exchanges[0] }
  expect(cut.rest).not.toBe('')
  await talk.say('go on')
  await talk.until(() => talk.line.sounding(), 1_500)
  await talk.until(() => talk.session.state() === 'listening')
  await talk.silence(100)
  expect(talk.brain.exchanges).toMatchObject([{ heard: LONG.words.join(''), rest: '', interrupted: false }])
  expect(talk.heard().whole.slice(-3)).toEqual(['one', 'ends', 'it.'])
  expect(await talk.hangUp()).toBe(0)
})

test('"stop" is silence, "repeat" says it again, "slower" says the rest more slowly', async () => {
  const talk = await inTheMiddle()
  await talk.say('stop')
  await talk.silence(1_500)
  expect(talk.session.state()).toBe('listening')
  expect(talk.brain.exchanges).toHaveLength(1)
  await talk.say('slower')
  await talk.until(() => talk.line.sounding(), 2_000)
  await talk.until(() => talk.session.state() === 'listening')
  expect(talk.brain.exchanges).toMatchObject([{ heard: LONG.words.join('') }])
  const spoken = talk.voice?.spoken.length ?? 0
  await talk.say('repeat')
  await talk.until(() => talk.line.sounding(), 2_000)
  await talk.until(() => talk.session.state() === 'listening')
  expect(talk.voice?.spoken.slice(spoken).join(' ')).toBe(LONG.words.map((one) => one.trim()).join(' '))
  expect(talk.brain.exchanges).toHaveLength(1)
  expect(await talk.hangUp()).toBe(0)
})

test('what was heard once stays heard, although a repetition of it is interrupted', async () => {
  const talk = createTalk()
  await talk.say('I went to a museum')
  await talk.until(() => talk.line.sounding())
  await talk.until(() => talk.session.state() === 'listening')
  const whole = talk.brain.exchanges[0]?.heard
  await talk.say('repeat')
  await talk.until(() => talk.line.sounding(), 2_000)
  await talk.silence(600)
  talk.session.cancel()
  await talk.silence(500)
  expect(talk.brain.exchanges).toMatchObject([{ heard: whole, rest: '', interrupted: false }])
  expect(talk.line.frames('reply-end').at(-1)).toMatchObject({ interrupted: true, heard_text: whole })
  await talk.say('go on')
  await talk.until(() => talk.line.sounding(), 2_000)
  await talk.until(() => talk.session.state() === 'listening')
  expect(talk.brain.exchanges).toMatchObject([{ heard: whole, rest: '', interrupted: false }])
  expect(await talk.hangUp()).toBe(0)
})

test('no pause of a reply lasts for ever, although the recogniser never answers', async () => {
  const talk = await inTheMiddle({ stt: { misbehave: (call) => (call > 0 ? 'never' : null) } })
  await talk.say('hm hm', { wordMs: 200 })
  await talk.until(() => talk.session.state() === 'listening', 20_000)
  await talk.silence(100)
  expect(talk.heard()).toMatchObject({ whole: LONG.words.join('').trim().split(' ') })
  expect(await talk.hangUp()).toBe(0)
})
