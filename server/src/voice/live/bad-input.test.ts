import { expect, test } from 'vitest'
import { Problem } from '../../problem.ts'
import { createTalk } from './testing/talk.ts'

const PERIOD = 20

test('frames of a wrong size are told once, and do no harm', async () => {
  const talk = createTalk()
  for (const size of [0, 1, 319, 321, 4_096]) talk.session.hear(new Int16Array(size))
  await talk.say('I went home')
  await talk.until(() => talk.brain.exchanges.length === 1)
  expect(talk.line.frames('error').map(({ code }) => code)).toEqual(['bad-request'])
  expect(await talk.hangUp()).toBe(0)
})

test('when nobody can write it down, the sound is kept and the learner is told', async () => {
  for (const how of ['fails', 'never'] as const) {
    const talk = createTalk({ stt: { misbehave: () => how } })
    await talk.say('I went home')
    await talk.silence(9_000)
    expect(talk.brain.takes.map(({ became }) => became)).toEqual(['unheard'])
    expect(talk.line.frames('error')).toMatchObject([{ code: 'recogniser-unavailable', kept: true }])
    expect(talk.session.state()).toBe('listening')
    expect(await talk.hangUp()).toBe(0)
  }
})

test('what could not be kept is not said to be', async () => {
  const talk = createTalk({ stt: { misbehave: () => 'fails' } })
  talk.brain.cannotKeep()
  await talk.say('I went home')
  await talk.silence(9_000)
  expect(talk.line.frames('error').map(({ code, kept }) => [code, kept])).toEqual([
    ['recogniser-unavailable', undefined],
  ])
  expect(await talk.hangUp()).toBe(0)
})

test('a recogniser that answers late answers nobody', async () => {
  const talk = createTalk({ stt: { afterMs: 9_000, misbehave: () => 'ignores-abort' } })
  await talk.say('I went home')
  await talk.silence(20_000)
  expect(talk.brain.exchanges).toEqual([])
  expect(talk.brain.takes.map(({ became }) => became)).toEqual(['unheard'])
  expect(await talk.hangUp()).toBe(0)
})

test('what was hardly understood is kept, and asked for again', async () => {
  const talk = createTalk({ stt: { confidence: 0.1 } })
  await talk.say('I went home')
  await talk.silence(3_000)
  expect(talk.brain.exchanges).toEqual([])
  expect(talk.brain.takes.map(({ became }) => became)).toEqual(['unheard'])
  expect(talk.line.frames('error')).toMatchObject([{ code: 'nothing-heard', kept: true }])
  expect(await talk.hangUp()).toBe(0)
})

test('a far end that never reports hears the reply and the conversation goes on', async () => {
  const talk = createTalk({ reportsEveryMs: null })
  for (const text of ['one two three', 'four five six']) {
    await talk.say(text)
    await talk.until(() => talk.line.sounding())
    await talk.until(() => talk.session.state() === 'listening')
  }
  expect(talk.brain.exchanges.map(({ heard }) => heard)).toEqual(
    Array(2).fill('Well, that is a good thought. Tell me more.'),
  )
  expect(await talk.hangUp()).toBe(0)
})

test('a far end that never reports is not claimed to have heard what was cut', async () => {
  const talk = createTalk({ reportsEveryMs: null })
  await talk.say('one two three')
  await talk.until(() => talk.line.sounding())
  await talk.silence(600)
  talk.session.cancel()
  await talk.silence(1_000)
  expect(talk.brain.exchanges).toMatchObject([{ heard: '', interrupted: true }])
  expect(await talk.hangUp()).toBe(0)
})

test('a voice that stalls in mid-word is given up after two seconds, and the words stay on the screen', async () => {
  for (const how of ['stalls', 'fails'] as const) {
    const talk = createTalk({ tts: { misbehave: () => how } })
    await talk.say('one two three')
    await talk.until(() => talk.session.state() === 'speaking')
    expect(await talk.until(() => talk.session.state() === 'listening')).toBeLessThan(4_000)
    expect(talk.line.frames('error')).toMatchObject([{ code: 'voice-unavailable' }])
    expect(await talk.hangUp()).toBe(0)
  }
})

test('a model that says nothing for fifteen seconds is given up, and the answer is owed', async () => {
  const talk = createTalk({ answer: () => ({ hang: true }) })
  await talk.say('one two three')
  await talk.until(() => talk.session.state() === 'thinking')
  const waited = await talk.until(() => talk.session.state() === 'listening')
  expect(waited).toBeGreaterThan(14_000)
  expect(waited).toBeLessThan(16_000)
  expect(talk.line.frames('error')).toMatchObject([{ code: 'model-unavailable', kept: true }])
  await talk.say('four five six')
  await talk.until(() => talk.brain.exchanges.length === 2)
  expect(await talk.hangUp()).toBe(0)
})

test('a model that fails is told, and the next turn is answered', async () => {
  const talk = createTalk({
    answer: (_, call) =>
      call === 0 ? { fail: new Problem('model-unavailable', 'No.', { fields: { kept: true } }) } : { words: ['Yes.'] },
  })
  await talk.say('one two three')
  await talk.until(() => talk.line.frames('error').length === 1)
  await talk.say('four five six')
  await talk.until(() => talk.brain.exchanges.at(1)?.heard === 'Yes.')
  expect(await talk.hangUp()).toBe(0)
})

test('frames that stop in mid-turn end it: the laptop slept', async () => {
  const talk = createTalk()
  await talk.say('one two three')
  await talk.clock.advance(3_600_000)
  expect(talk.brain.exchanges).toMatchObject([{ user_text: 'one two three' }])
  await talk.say('good morning again')
  await talk.until(() => talk.brain.exchanges.length === 2)
  expect(await talk.hangUp()).toBe(0)
})

test('a server that was kept waiting takes nobody for gone: what came meanwhile belongs to the turn', async () => {
  const talk = createTalk()
  await talk.say('one two three')
  talk.clock.oversleep(5_000)
  await talk.say('four five six')
  await talk.until(() => talk.brain.exchanges.length === 1)
  expect(talk.brain.exchanges).toMatchObject([{ user_text: 'one two three four five six' }])
  expect(await talk.hangUp()).toBe(0)
})

test('speech that stops coming and goes on is two turns, and every acknowledged sound is in one of them', async () => {
  const talk = createTalk()
  for (const text of ['one two three four five six', 'seven eight nine ten eleven twelve']) {
    await talk.say(text)
    await talk.clock.advance(3_000)
  }
  const kept = talk.brain.takes.flatMap(({ frames, became }) => (became === 'said' ? frames : []))
  const acknowledged = talk.line.frames('audio-ack').at(-1)?.through_ms ?? 0
  expect(talk.brain.exchanges).toHaveLength(2)
  expect(acknowledged).toBeGreaterThan(2_000)
  expect(kept.length * PERIOD).toBeGreaterThanOrEqual(acknowledged)
  expect(await talk.hangUp()).toBe(0)
})

test('while the connection is lost nothing ends, and afterwards it goes on', async () => {
  const talk = createTalk()
  await talk.say('one two three')
  talk.session.away(true)
  await talk.clock.advance(20_000)
  expect(talk.clock.pending).toBe(0)
  talk.session.away(false)
  await talk.say('four five six')
  await talk.until(() => talk.brain.exchanges.length === 1)
  expect(talk.brain.exchanges).toMatchObject([{ user_text: 'one two three four five six' }])
  expect(await talk.hangUp()).toBe(0)
})

test('a closed ear hears nothing, and what was said before is a turn', async () => {
  const talk = createTalk({ answer: () => ({ words: ['Yes.'] }) })
  await talk.say('one two three')
  talk.session.mute(true)
  await talk.clock.advance(1_000)
  await talk.say('this is private')
  await talk.clock.advance(3_000)
  expect(talk.brain.exchanges).toMatchObject([{ user_text: 'one two three' }])
  expect(talk.session.state()).toBe('idle')
  talk.session.mute(false)
  expect(talk.session.state()).toBe('listening')
  expect(await talk.hangUp()).toBe(0)
})

test('hanging up in mid-sentence keeps the sound; in mid-reply, what was heard', async () => {
  const talking = createTalk()
  await talking.say('one two three')
  expect(await talking.hangUp()).toBe(0)
  expect(talking.brain.takes.map(({ became }) => became)).toEqual(['unheard'])

  const listening = createTalk()
  await listening.say('one two three')
  await listening.until(() => listening.line.sounding())
  await listening.silence(800)
  expect(await listening.hangUp()).toBe(0)
  expect(listening.brain.exchanges).toMatchObject([{ interrupted: true, heard: expect.stringMatching(/^Well,/) }])
})

test('hanging up in the second half of a turn keeps all of its sound, not the words of the first half', async () => {
  const talk = createTalk({ patience: 1 })
  await talk.say('I think that the')
  await talk.silence(600)
  await talk.say('one two three four five')
  expect(await talk.hangUp()).toBe(0)
  expect(talk.brain.exchanges).toEqual([])
  expect(talk.brain.takes.map(({ became }) => became)).toEqual(['unheard'])
})

test('a far end that has reported before and falls silent has not heard the next reply', async () => {
  const talk = createTalk()
  await talk.say('one two three')
  await talk.until(() => talk.line.sounding())
  await talk.until(() => talk.session.state() === 'listening')
  talk.line.fallSilent()
  await talk.say('four five six')
  await talk.until(() => talk.line.sounding())
  await talk.until(() => talk.session.state() === 'listening')
  expect(talk.brain.exchanges.map(({ heard }) => heard)).toEqual(['Well, that is a good thought. Tell me more.', ''])
  expect(await talk.hangUp()).toBe(0)
})

test('words without end become turns, none longer than a turn may be', async () => {
  const talk = createTalk({ stt: null, tts: null })
  for (let n = 0; n < 40; n++) {
    talk.session.transcript({ text: `${n} ${'word '.repeat(400)}`, final: true, confidence: null })
    await talk.clock.advance(100)
  }
  await talk.clock.advance(30_000)
  for (const { user_text } of talk.brain.exchanges) expect(user_text.length).toBeLessThanOrEqual(8_000)
  const said = talk.brain.exchanges
    .flatMap(({ user_text }) => user_text.split(' '))
    .filter((word) => Number(word) >= 0 && word !== '')
  expect(said.map(Number)).toEqual(Array.from({ length: 40 }, (_, n) => n))
  expect(await talk.hangUp()).toBe(0)
})

test('a far end with ears and a voice of its own sends words and speaks words', async () => {
  const talk = createTalk({ stt: null, tts: null, answer: () => ({ words: ['Good. ', 'Tell me more.'] }) })
  for (const text of ['I', 'I went', 'I went home']) {
    talk.session.transcript({ text, final: false, confidence: null })
    await talk.clock.advance(200)
  }
  talk.session.transcript({ text: 'I went home', final: true, confidence: 0.9 })
  await talk.clock.advance(8_000)
  expect(talk.line.shown.flatMap((one) => (one.type === 'say' ? [one.text] : []))).toEqual(['Good.', 'Tell me more.'])
  expect(talk.brain.exchanges).toMatchObject([{ user_text: 'I went home', heard: 'Good. Tell me more.' }])
  expect(talk.clock.pending).toBe(0)
  expect(await talk.hangUp()).toBe(0)
})

test('a far end whose recogniser never says that it is done is not waited for', async () => {
  const talk = createTalk({ stt: null, tts: null })
  talk.session.transcript({ text: 'I went home', final: false, confidence: null })
  await talk.clock.advance(3_000)
  expect(talk.brain.exchanges).toHaveLength(1)
  talk.session.transcript({ text: 'I went home', final: true, confidence: null })
  await talk.clock.advance(5_000)
  expect(talk.brain.exchanges).toHaveLength(1)
  expect(await talk.hangUp()).toBe(0)
})
