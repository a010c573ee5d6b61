import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createVoiceDetector } from '@lva/speech/detector'
import { expect, onTestFinished, test } from 'vitest'
import { evaluateLive } from '../../bench/voice/live/evaluate-live.ts'
import { livePlan } from '../../bench/voice/plan.ts'
import type { Spoken } from '../../bench/voice/sound/studio.ts'
import { startSpeechServer, startTranscriptionServer } from '../src/providers/conformance/audio-server.ts'
import { startDeepgramServer } from '../src/providers/conformance/deepgram-server.ts'
import { spokenLine, startElevenLabsServer } from '../src/providers/conformance/elevenlabs-server.ts'
import { SECRET_KEY } from '../src/providers/conformance/failures.ts'
import { startOpenAiServer } from '../src/providers/conformance/openai-server.ts'

// The evaluation with real vendors, against servers of this machine that speak as they do: the whole way, from the environment to the report.

/** So many times as fast as the clock on the wall. */
const HURRY = 4
const SPOKEN_MS = 6_000

const hurried = {
  ms: () => performance.now() * HURRY,
  after(ms: number, ring: () => void) {
    const timer = setTimeout(ring, ms / HURRY)
    return () => clearTimeout(timer)
  },
}

/** Somebody who hums: a throat that glides, in the place of a synthesiser that is not on every machine. */
const hum: Spoken = {
  samples: Float32Array.from({ length: 19_200 }, (_, i) => {
    const phase = 2 * Math.PI * (0.0075 * i + 8 * Math.sin(i / 5_000))
    return 0.04 * (Math.sin(phase) + Math.sin(2 * phase) + Math.sin(3 * phase) + Math.sin(4 * phase))
  }),
  words: [],
}

function livePlanOf(overlaps: number, endings: number) {
  const plan = livePlan()
  return {
    ...plan,
    ears: plan.ears.map((part) => ({
      ...part,
      overlaps: part.overlaps.slice(0, overlaps),
      endings: part.endings.slice(0, endings),
    })),
  }
}

async function evaluated(env: Record<string, string>, { yes = true, plan = livePlanOf(1, 1) } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'lva-live-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const said: string[] = []
  const code = await evaluateLive(plan, {
    studio: { say: async () => hum },
    folder,
    without: {},
    detector: createVoiceDetector,
    only: [],
    tell: (line) => void said.push(line),
    signal: new AbortController().signal,
    env,
    yes,
    clock: hurried,
  })
  const report = () => JSON.parse(readFileSync(join(folder, 'live.json'), 'utf8'))
  return { code, said: said.join('\n'), report }
}

async function openAi() {
  const [hears, answers, speaks] = await Promise.all([
    startTranscriptionServer('plain'),
    startOpenAiServer('plain'),
    startSpeechServer('plain', { sound: Buffer.alloc(SPOKEN_MS * 48, 1) }),
  ])
  for (const server of [hears, answers, speaks]) onTestFinished(() => server.close())
  const env = {
    OPENAI_API_KEY: SECRET_KEY,
    STT: 'openai',
    LLM: 'openai',
    TTS: 'openai',
    STT_BASE_URL: `${hears.url}/v1`,
    LLM_BASE_URL: `${answers.url}/v1`,
    TTS_BASE_URL: `${speaks.url}/v1`,
  }
  return { env, hears, answers, speaks }
}

test('plays conversations with whoever is configured, and reports as ever under another name', async () => {
  const { env, hears, answers, speaks } = await openAi()
  const { code, said, report } = await evaluated(env)
  expect(said).toMatch(/2 conversations, about 1 min/)
  expect(code).toBe(0)
  for (const { requests } of [hears, answers, speaks]) expect(requests.length).toBeGreaterThan(2)
  expect(answers.requests.at(-1)?.body.toString()).toContain('Good morning. What is a tide?')
  const { set, readings, notes, outcomes } = report()
  expect(set).toBe('live')
  expect(readings).toContainEqual(expect.objectContaining({ goal: 'V6', ears: 'live' }))
  expect(readings).toContainEqual(expect.objectContaining({ goal: 'turn', ears: 'live' }))
  expect(outcomes['overlaps live']).toHaveLength(1)
  expect(outcomes['endings live'][0].turns).toContain('Good morning. What is a tide?')
  expect(notes.join(' ')).toMatch(/STT: \d+ requests \(0 failed\)/)
  expect(said + JSON.stringify(report())).not.toContain(SECRET_KEY)
})

test('listens while it is spoken, and hears words with their times, where the vendors can', async () => {
  const { env, answers } = await openAi()
  const hears = await startDeepgramServer({ listening: 'halting' })
  const text = 'Good morning. What will you learn today?'
  const speaks = await startElevenLabsServer('plain', {
    lines: [spokenLine(Buffer.alloc(SPOKEN_MS * 48, 1), text, { eachS: SPOKEN_MS / 1000 / text.length })],
  })
  for (const server of [hears, speaks]) onTestFinished(() => server.close())
  const { code, report } = await evaluated({
    ...env,
    ...{ STT: 'deepgram', STT_BASE_URL: hears.url, DEEPGRAM_API_KEY: SECRET_KEY },
    ...{ TTS: 'elevenlabs', TTS_BASE_URL: speaks.url, ELEVENLABS_API_KEY: SECRET_KEY },
  })
  expect(code).toBe(0)
  expect(hears.lines.length).toBeGreaterThan(0)
  expect(answers.requests.length).toBeGreaterThan(1)
  expect(speaks.requests.some(({ path }) => path.includes('with-timestamps'))).toBe(true)
  expect(report().notes.join(' ')).toContain('TTS elevenlabs')
})

test('says what to set where nobody is configured', async () => {
  const { code, said } = await evaluated({})
  expect(code).toBe(1)
  expect(said).toContain('DEEPGRAM_API_KEY')
})

test('sends nothing before it is agreed to, and says what it would cost', async () => {
  const { env, hears, answers, speaks } = await openAi()
  const { code, said } = await evaluated(env, { yes: false })
  expect(code).toBe(1)
  expect(said).toMatch(/STT: 0\.5 min of sound, at a price we do not know/)
  expect(said).toContain('Nothing was sent')
  for (const { requests } of [hears, answers, speaks]) expect(requests).toEqual([])
})

test('a vendor that does not answer is told before anything is played', async () => {
  const { env } = await openAi()
  const refuses = await startTranscriptionServer('bad-key')
  onTestFinished(() => refuses.close())
  const { code, said } = await evaluated({ ...env, STT_BASE_URL: `${refuses.url}/v1` })
  expect(code).toBe(1)
  expect(said).toMatch(/STT openai cannot be used/)
})
