import { describe, expect, test } from 'vitest'
import { CLEAR, type Judged, judgeOverlap, type OverlapInput } from './interruption.ts'
import { learnTurn, learntPauseMs, waitFor } from './patience.ts'
import { createPauses } from './pauses.ts'
import { createStages } from './stages.ts'
import { HABITS, INTERRUPTION, TURN } from './tuning.ts'
import { QUIET, type TurnInput, takeTurns } from './turn-taking.ts'

const knobs = {
  wait: (text: string) =>
    text.endsWith('because') ? { ms: 4_200, dangling: true, whole: false } : { ms: 300, dangling: false, whole: true },
  sound: true,
  wordsWhileSpeaking: false,
  overlapping: () => false,
}

/** What is decided, one thing after the other; sound is 20 ms a frame. */
function follow(steps: ({ speech: number; voiced?: boolean } | Omit<Exclude<TurnInput, { type: 'sound' }>, 'at'>)[]) {
  let state = QUIET
  let at = 0
  const told: string[] = []
  const tell = (input: TurnInput) => {
    const after = takeTurns(state, input, knobs)
    state = after.state
    for (const decision of after.decisions)
      told.push('text' in decision ? `${decision.type} ${decision.text}` : decision.type)
  }
  for (const step of steps) {
    if (!('speech' in step)) tell({ ...step, at } as TurnInput)
    else
      for (let ms = 0; ms < Math.abs(step.speech); ms += 20) {
        at += 20
        tell({ type: 'sound', at, speech: step.speech > 0 ? 1 : 0, voiced: step.voiced ?? step.speech > 0 })
      }
  }
  return told
}
const speech = (ms: number) => ({ speech: ms })
/** Consonants without a voice. */
const hiss = (ms: number) => ({ speech: ms, voiced: false })
const silence = (ms: number) => ({ speech: -ms })
const words = (text: string, settled = true) => ({ type: 'text' as const, text, settled, confidence: null })

describe('whose turn it is', () => {
  test('the text of the end is that of the eager end before it', () => {
    expect(follow([speech(400), silence(200), words('forty-two'), silence(200)])).toEqual([
      'start-of-turn',
      'provisional-end',
      'update forty-two',
      'eager-end-of-turn forty-two',
      'end-of-turn forty-two',
    ])
  })

  test('speech in a pause takes the eager end back', () => {
    const told = follow([
      speech(400),
      silence(240),
      words('I went'),
      speech(200),
      silence(240),
      words('I went home'),
      silence(200),
    ])
    expect(told.filter((one) => !one.startsWith('update'))).toEqual([
      'start-of-turn',
      'provisional-end',
      'eager-end-of-turn I went',
      'turn-resumed',
      'provisional-end',
      'eager-end-of-turn I went home',
      'end-of-turn I went home',
    ])
  })

  test('a click begins nothing, and words without a voice are nobody’s', () => {
    expect(follow([speech(40), silence(400), words('Thank you.'), silence(400)])).toEqual([])
  })

  test('consonants between two short vowels belong to one word, silence between two sounds does not', () => {
    expect(follow([speech(40), hiss(160), speech(40)])).toEqual(['start-of-turn'])
    expect(follow([speech(40), silence(160), speech(40)])).toEqual([])
  })

  test('the last syllable behind closed lips belongs to the word', () => {
    expect(follow([speech(400), silence(120), hiss(60), speech(20)]).at(-1)).toBe('turn-resumed')
  })

  test('what does not sound whole is written down once more, and once only', () => {
    const told = follow([speech(400), silence(200), words('because'), silence(400), words('because'), silence(400)])
    expect(told.filter((one) => one === 'unclear')).toHaveLength(1)
  })

  test('a smack of the lips in a pause is no resumption', () => {
    expect(follow([speech(400), silence(200), words('yes'), speech(40), silence(200)])).not.toContain('turn-resumed')
  })

  test('a dangling text is held, and ends in the end', () => {
    const told = follow([speech(400), silence(200), words('because'), silence(3_900)])
    expect(told.at(-1)).toBe('holding')
    expect(follow([speech(400), silence(200), words('because'), silence(4_200)]).at(-1)).toBe('end-of-turn because')
  })

  test('"done" waits for the words and for nothing else', () => {
    const told = follow([speech(400), { type: 'commit' }, silence(1_000), words('because')])
    expect(told.at(-1)).toBe('end-of-turn because')
  })

  test('sound without words is no turn; nor is one that nobody could write down', () => {
    expect(follow([speech(400), silence(200), words(''), silence(400)]).at(-1)).toBe('nothing-said')
    expect(follow([speech(400), silence(200), { type: 'unheard' }]).at(-1)).toBe('not-written-down')
  })
})

describe('how long a learner is waited for', () => {
  const none = { pausesMs: [] }
  test('short whole answers wait at most 400 ms at the middle of the slider', () => {
    for (const text of ['yes', 'forty-two', 'I think so', 'はい'])
      expect(waitFor(text, 1, { slider: 0.5, habits: none }).ms).toBeLessThanOrEqual(400)
  })

  test('the slider makes every wait longer, and a dangling text waits four seconds at least', () => {
    for (const [text, completeness] of [
      ['yes', 1],
      ['I went to the museum today', 1],
      ['if it rains', 0.3],
      ['because', 0],
    ] as const) {
      const quick = waitFor(text, completeness, { slider: 0, habits: none })
      const patient = waitFor(text, completeness, { slider: 1, habits: none })
      expect(patient.ms).toBeGreaterThan(quick.ms)
      if (completeness === 0) expect(quick.ms).toBeGreaterThanOrEqual(4_000)
    }
  })

  test('pauses are learnt after a few, with room, and forgotten when they are not made any more', () => {
    let habits = learnTurn(none, [900])
    expect(learntPauseMs(habits)).toBe(0)
    for (let turn = 0; turn < 9; turn++) habits = learnTurn(habits, [900])
    expect(learntPauseMs(habits)).toBeGreaterThan(900)
    expect(waitFor('I went to the museum today', 1, { slider: 0, habits }).ms).toBeGreaterThan(900)
    for (let turn = 0; turn < HABITS.kept; turn++) habits = learnTurn(habits, [])
    expect(learntPauseMs(habits)).toBe(0)
    expect(habits.pausesMs).toHaveLength(HABITS.kept)
  })

  test('who goes on before an answer could be a reason was cut off: one turn with a pause, and it counts at once', () => {
    const patience = { slider: 0.5, habits: { pausesMs: [] } }
    const pauses = createPauses({ patience, learn: () => {} })
    pauses.begins(0, 0)
    pauses.ends(2_000)
    expect(patience.habits.pausesMs).toEqual([0])
    pauses.begins(3_400, 300)
    expect(patience.habits.pausesMs).toEqual([1_400, 1_400])
    expect(waitFor('The moon pulls the water.', 1, patience).ms).toBeGreaterThan(1_400)
    pauses.within(900)
    pauses.ends(6_000)
    expect(patience.habits.pausesMs).toEqual([1_400, 1_400, 900])
  })

  test('an answer, and a long silence, are reasons to speak again', () => {
    const patience = { slider: 0.5, habits: { pausesMs: [] } }
    const pauses = createPauses({ patience, learn: () => {} })
    pauses.begins(0, 0)
    pauses.ends(2_000)
    pauses.begins(3_900, HABITS.reactionMs + 20)
    pauses.ends(5_000)
    pauses.begins(5_000 + HABITS.cutOffMs + 20, 0)
    pauses.ends(8_000)
    pauses.answered()
    pauses.begins(9_000, 0)
    expect(patience.habits.pausesMs).toEqual([0, 0, 0])
  })

  test('no pause is waited for without end', () => {
    let habits = none as { pausesMs: number[] }
    for (let turn = 0; turn < 10; turn++) habits = learnTurn(habits, [60_000])
    expect(learntPauseMs(habits)).toBe(HABITS.longestMs)
  })
})

describe('whether a reply is interrupted', () => {
  const sound = (
    at: number,
    advice: 'duck' | 'pause' | 'release' | null,
    quietMs = 0,
    voiced = true,
  ): OverlapInput => ({
    type: 'sound',
    at,
    advice,
    voiced,
    spokeMs: 140,
    quietMs,
  })
  /** Frame by frame, somebody speaks from 160 on, and then nobody does. */
  const spoken = (until: number, watchedUntil: number, voiced = true) =>
    Array.from({ length: (watchedUntil - 160) / 20 }, (_, i) => 180 + i * 20).map((at) =>
      sound(at, null, Math.max(0, at - until), voiced && at <= until),
    )
  const said = (at: number, judged: Judged, settled = true): OverlapInput => ({
    type: 'words',
    at,
    judged,
    settled,
  })
  function judge(inputs: OverlapInput[], { wordsWhileSpeaking = true, resume = true } = {}) {
    let state = CLEAR
    return inputs.flatMap((input) => {
      const after = judgeOverlap(state, input, { wordsWhileSpeaking, resume })
      state = after.state
      return after.decisions
    })
  }

  test('softer, silent, cut: each stage once', () => {
    expect(judge([sound(60, 'duck'), sound(160, 'pause'), said(400, 'words', false)])).toEqual(['duck', 'pause', 'cut'])
  })

  test('a brief sound gives it back within 300 ms', () => {
    expect(judge([sound(180, 'pause'), sound(320, 'release', 60)])).toEqual(['pause', 'resume'])
    expect(judge([sound(160, 'pause'), ...spoken(320, 460)])).toEqual(['pause', 'resume'])
  })

  test('who goes on speaking is not talked over; long speech interrupts where words come later', () => {
    const sentence = [sound(160, 'pause'), ...spoken(1_000, 1_000)]
    expect(judge(sentence)).toEqual(['pause'])
    expect(judge(sentence, { wordsWhileSpeaking: false })).toEqual(['pause', 'cut'])
    expect(judge([sound(160, 'pause'), ...spoken(1_400, 1_400)])).toEqual(['pause', 'resume'])
    const withoutVoice = [sound(160, 'pause'), ...spoken(1_000, 1_000, false)]
    expect(judge(withoutVoice, { wordsWhileSpeaking: false })).toEqual(['pause', 'resume'])
  })

  test('what is heard of others since a cough does not count against a voice', () => {
    const cough = [sound(180, 'pause'), sound(300, 'release', 60)]
    const others = Array.from({ length: 280 }, (_, i) => sound(320 + i * 20, null, 20, false))
    const voice = Array.from({ length: 60 }, (_, i) => sound(5_920 + i * 20, i === 8 ? 'pause' : null))
    expect(judge([...cough, ...others, ...voice], { wordsWhileSpeaking: false })).toEqual([
      'pause',
      'resume',
      'pause',
      'cut',
    ])
  })

  test('speech that is longer than "mm-hmm" and over waits for its words, and not for ever', () => {
    const ended = (watchedUntil: number) => [sound(160, 'pause'), ...spoken(640, watchedUntil)]
    expect(judge(ended(940))).toEqual(['pause'])
    expect(judge(ended(980))).toEqual(['pause', 'resume'])
    expect(judge(ended(1_120), { wordsWhileSpeaking: false })).toEqual(['pause'])
    expect(judge(ended(1_160), { wordsWhileSpeaking: false })).toEqual(['pause', 'resume'])
  })

  test('what may still become "hold on" makes it wait, whatever it was before', () => {
    expect(judge([said(400, 'unclear', false), said(600, 'wait', false), said(800, 'wait')])).toEqual([
      'insist',
      'hold',
      'dismiss',
    ])
  })

  test('what may still become anything is not given back because it is quiet, and is an interruption in the end', () => {
    const hold = [sound(180, 'pause'), said(300, 'unclear', false)]
    expect(judge([...hold, sound(420, 'release', 60), ...spoken(360, 1_900)])).toEqual(['pause', 'insist'])
    expect(judge([...hold, ...spoken(360, 2_000)])).toEqual(['pause', 'insist', 'cut'])
  })

  test('"wait" holds until "go on", and not for ever', () => {
    expect(judge([sound(160, 'pause'), said(400, 'wait'), said(5_000, 'go-on')])).toEqual([
      'pause',
      'hold',
      'dismiss',
      'resume',
      'dismiss',
    ])
    expect(judge([said(0, 'wait'), { type: 'tick', at: INTERRUPTION.heldMs }]).at(-1)).toBe('let-go')
  })

  test('echo and "mm-hmm" are no turn; switched off, a pause is the end', () => {
    for (const harmless of ['echo', 'backchannel'] as const) {
      expect(judge([sound(160, 'pause'), said(300, harmless)])).toEqual(['pause', 'resume', 'dismiss'])
      expect(judge([sound(160, 'pause'), said(300, harmless)], { resume: false })).toEqual(['pause', 'cut', 'dismiss'])
    }
  })
})

test('what was ready before it was wanted cost nothing, and the stages are the whole', () => {
  const stages = createStages(1_000)
  stages.mark('silent', 1_300)
  stages.mark('recognised', 1_300)
  stages.mark('first-token', 1_200)
  stages.mark('first-clause', 1_310)
  stages.mark('first-sound', 1_460)
  stages.mark('heard', 1_500)
  expect(stages.told()).toEqual({
    stages: {
      end_of_turn_ms: 300,
      recognition_ms: 0,
      first_token_ms: 0,
      first_clause_ms: 10,
      first_sound_ms: 150,
      playout_ms: 40,
    },
    total_ms: 500,
  })
  expect(TURN.provisionalMs).toBeLessThan(TURN.shortMs[0])
})
