import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildRequest } from '../../conversation/prompt.ts'
import { Problem } from '../../problem.ts'
import { FOLLOWS } from './states.ts'
import { SENTENCES } from './testing/sentences.ts'
import { createTalk } from './testing/talk.ts'

/** Printed when something fails; `SEED=…` runs the same again. */
const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31)
/** On a busy machine ten thousand lives take longer than a test may; `PATIENCE_MS=…` waits longer. */
const PATIENCE_MS = Number(process.env.PATIENCE_MS ?? 300_000)
const RUNS = { anything: 10_000, hangingUp: 1_000, cut: 200, asked: 1_000 }
const replay = (numRuns: number) => ({ seed, numRuns, endOnFailure: true })

type Talk = ReturnType<typeof createTalk>

const WORDS = [
  'yes',
  'no',
  'mm-hmm',
  'wait',
  'go on',
  'stop',
  'slower',
  'repeat',
  'I went home',
  'so I think',
  'it was the',
]
const ANSWERS = [
  { words: ['Good. ', 'Tell me more about it, please.'], firstAfterMs: 200, betweenMs: 30 },
  {
    words: ['One moment please. ', 'Here it is: a long and winding answer. ', 'That is all.'],
    tool: { name: 'look', ms: 1_500 },
  },
  {
    words: ['It comes twice a day. [1] ', 'And the moon [2] is to blame.'],
    tool: { name: 'look', ms: 4_000, after: 'Let me look. ' },
  },
  { words: ['First words, '], hang: true },
  { hang: true },
  { words: [] },
  { fail: new Problem('model-unavailable', 'Nobody answers.') },
  { words: ['Half of it. '], fail: new Problem('model-unavailable', 'Nobody answers.') },
]

const event = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('say' as const), text: fc.constantFrom(...WORDS) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('silence' as const), ms: fc.integer({ min: 1, max: 75 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('noise' as const), ms: fc.integer({ min: 1, max: 20 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('nothing' as const), ms: fc.integer({ min: 1, max: 4_000 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('commit' as const, 'cancel' as const, 'mute' as const, 'unmute' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('lose' as const, 'find' as const, 'garbage' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('report' as const),
      ms: fc.integer({ min: 0, max: 60_000 }),
      reply: fc.integer({ min: 0, max: 4 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('transcript' as const),
      text: fc.constantFrom(...WORDS, ''),
      final: fc.boolean(),
    }),
  },
)
type Event = typeof event extends fc.Arbitrary<infer One> ? One : never

const mishap = (kinds: readonly string[]) =>
  fc.array(fc.option(fc.constantFrom(...kinds), { freq: 3 }), { minLength: 1, maxLength: 4 })

const world = fc.record({
  streaming: fc.boolean(),
  client: fc.boolean(),
  text: fc.boolean(),
  reports: fc.boolean(),
  stt: mishap(['never', 'fails', 'ignores-abort']),
  tts: mishap(['stalls', 'fails']),
  answers: fc.array(fc.integer({ min: 0, max: ANSWERS.length - 1 }), { minLength: 1, maxLength: 4 }),
  remembersMs: fc.constantFrom(0, 0, 300),
})
type World = typeof world extends fc.Arbitrary<infer One> ? One : never

const cycle =
  <One>(some: readonly One[]) =>
  (call: number) =>
    some[call % some.length] as One

function talkIn(w: World): Talk {
  const answers = cycle(w.answers)
  const talk = createTalk({
    answer: (_, call) => ANSWERS[answers(call)] ?? {},
    stt: w.client ? null : { streaming: w.streaming, misbehave: cycle(w.stt) as never },
    tts: w.text ? null : { misbehave: cycle(w.tts) as never },
    reportsEveryMs: w.reports ? 100 : null,
  })
  talk.brain.remembersAfter(w.remembersMs)
  return talk
}

async function happen(talk: Talk, one: Event) {
  const { session, speaker, clock } = talk
  // Frames in bursts of 200 ms, as they come over a bad connection.
  const hear = async (frames: Int16Array[]) => {
    for (let at = 0; at < frames.length; at += 10) {
      for (const frame of frames.slice(at, at + 10)) session.hear(frame)
      await clock.advance(200)
    }
  }
  if (one.do === 'say') return hear(speaker.words(one.text))
  if (one.do === 'silence') return hear(speaker.silence(one.ms * 20))
  if (one.do === 'noise') return hear(speaker.noise(one.ms * 20))
  if (one.do === 'nothing') return clock.advance(one.ms)
  if (one.do === 'commit') session.commit()
  if (one.do === 'cancel') session.cancel()
  if (one.do === 'mute') session.mute(true)
  if (one.do === 'unmute') session.mute(false)
  if (one.do === 'lose') session.away(true)
  if (one.do === 'find') session.away(false)
  if (one.do === 'garbage') session.hear(new Int16Array(7))
  if (one.do === 'report') session.played(one.ms, `r${one.reply}`)
  if (one.do === 'transcript') session.transcript({ text: one.text, final: one.final, confidence: null })
  await clock.settle()
}

/** Whatever happened, the session comes to rest; tells what is wrong with how it did. */
async function faults(talk: Talk): Promise<string[]> {
  talk.session.away(false)
  talk.session.mute(false)
  await talk.clock.advance(90_000)
  const wrong: string[] = []
  if (talk.session.state() !== 'listening') wrong.push(`stalled in ${talk.session.state()}`)
  if (talk.clock.pending > 0) wrong.push(`${talk.clock.pending} alarms at rest`)
  let before: keyof typeof FOLLOWS = 'listening'
  for (const state of talk.states()) {
    if (!FOLLOWS[before].includes(state)) wrong.push(`${before} → ${state}`)
    before = state
  }
  const starts = talk.line.frames('reply-start').map(({ reply_id }) => reply_id)
  const ends = talk.line.frames('reply-end').map(({ reply_id }) => reply_id)
  if (starts.join() !== ends.join()) wrong.push(`replies began ${starts.join()} and ended ${ends.join()}`)
  if (talk.brain.exchanges.some(({ heard }) => heard === null)) wrong.push('it is not known what was heard')
  if (talk.brain.takes.some(({ became }) => became === 'open')) wrong.push('a take was left open')
  if (talk.brain.thoughts.some(({ became }) => became === 'open')) wrong.push('a thought was left open')
  const left = await talk.hangUp()
  if (left > 0) wrong.push(`${left} alarms after the end`)
  return wrong
}

test(
  `whatever happens, nothing stalls, nothing is illegal and no timer is left (${RUNS.anything} runs, seed ${seed})`,
  async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.array(event, { minLength: 1, maxLength: 10 }), async (w, events) => {
        const talk = talkIn(w)
        for (const one of events) await happen(talk, one)
        expect(await faults(talk)).toEqual([])
      }),
      replay(RUNS.anything),
    )
  },
  PATIENCE_MS,
)

test(
  `hanging up at any moment leaves no timer and no open end (${RUNS.hangingUp} runs, seed ${seed})`,
  async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.array(event, { minLength: 1, maxLength: 8 }), async (w, events) => {
        const talk = talkIn(w)
        for (const one of events) await happen(talk, one)
        expect(await talk.hangUp()).toBe(0)
        expect(talk.brain.takes.filter(({ became }) => became === 'open')).toEqual([])
        expect(talk.brain.exchanges.filter(({ heard }) => heard === null)).toEqual([])
      }),
      replay(RUNS.hangingUp),
    )
  },
  PATIENCE_MS,
)

test(
  `what is remembered of a reply that was cut is what was heard, but for one word (${RUNS.cut} runs, seed ${seed})`,
  async () => {
    const cut = fc.record({
      sentences: fc.array(fc.constantFrom(...SENTENCES), { minLength: 1, maxLength: 4 }),
      afterMs: fc.integer({ min: 0, max: 8_000 }),
      wordMs: fc.constantFrom(120, 250, 400),
      speed: fc.constantFrom(1.2, 3, 20),
      timed: fc.boolean(),
      how: fc.constantFrom('cancel' as const, 'speak' as const, 'hang up' as const),
    })
    await fc.assert(
      fc.asyncProperty(cut, async ({ sentences, afterMs, wordMs, speed, timed, how }) => {
        const talk = createTalk({
          answer: () => ({ words: sentences.map((one) => `${one} `), betweenMs: 20 }),
          tts: { wordMs, speed, timed },
        })
        await talk.say('tell me')
        await talk.until(() => talk.line.sounding())
        await talk.silence(afterMs)
        if (how === 'cancel') talk.session.cancel()
        if (how === 'speak') await talk.say('no I want something else now')
        if (how !== 'hang up') await talk.silence(1_500)
        await talk.hangUp()

        const { whole, begun } = talk.heard('r1')
        const remembered = talk.brain.exchanges[0]?.heard?.split(' ').filter(Boolean) ?? []
        const heard = [...whole, ...begun]
        expect(heard.slice(0, remembered.length)).toEqual(remembered)
        // Without the times of words a place is guessed, and less is claimed rather than more.
        if (timed) expect(whole.length - remembered.length).toBeLessThanOrEqual(1)
      }),
      replay(RUNS.cut),
    )
  },
  PATIENCE_MS,
)

test(
  `what the model is asked is always a valid conversation (${RUNS.asked} runs, seed ${seed})`,
  async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.array(event, { minLength: 4, maxLength: 14 }), async (w, events) => {
        const talk = talkIn({ ...w, client: false, stt: [null] })
        for (const one of events) await happen(talk, one)
        await faults(talk)
        for (const [at, { user_text }] of talk.brain.exchanges.entries()) {
          const recent = talk.brain.exchanges
            .slice(0, at)
            .map((one) => ({ user_text: one.user_text, agent_text: one.heard }))
          const { messages } = buildRequest({
            facts: {
              text: user_text,
              intent: 'statement',
              locale: 'en',
              timezone: 'Etc/UTC',
              learnerName: null,
              now: new Date(0),
              recalled: [],
              saidInSession: [],
              repliedInSession: [],
            },
            recent,
            summary: null,
            maxTokens: 100,
          })
          expect(messages.at(0)?.role).toBe('learner')
          expect(messages.at(-1)?.role).toBe('learner')
          expect(messages.every(({ text }) => text.trim() !== '')).toBe(true)
          expect(messages.every(({ role }, i) => role !== messages[i - 1]?.role)).toBe(true)
        }
      }),
      replay(RUNS.asked),
    )
  },
  PATIENCE_MS,
)
