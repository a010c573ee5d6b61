import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { percentile } from '../../statistics.ts'
import type { Told } from '../../voice/load/talkers.ts'
import { createStudio, missingPrograms } from '../../voice/sound/studio.ts'
import { message, startChild } from '../children.ts'
import { type Goal, round } from '../goals.ts'
import { tokenOf } from '../speakers.ts'
import type { Guest, Run } from './run.ts'

/** One account carries so many voices: what a voice costs does not depend on whose it is, and signing up costs a second. */
const PER_PERSON = 10
/** Somebody speaks once in so long a time: 60 % listening, 30 % speaking, 10 % thinking. */
const EVERY_MS = 12_000
const READ_EVERY_MS = 1_000
/** A frame there and back, and the first sound of a reply after the last word. */
const FRAME_P99_MS = 100
const FIRST_SOUND_P95_MS = 1_500
const CLIPS = fileURLToPath(new URL('../../results/voice/clips', import.meta.url))

/** Live voices that speak over real sockets, in a process of their own so that they keep the time. */
export const voice: Run = async ({ url, plan, run, tokens, over, record, met, mark }) => {
  if ((await missingPrograms(['espeak-ng'])).length > 0)
    return [
      { goal: 'a voice to speak with', wanted: 'espeak-ng', read: 'not installed: apt install espeak-ng', met: false },
    ]
  const all = [...tokens]
  for (let n = 0; all.length < Math.ceil(plan.users / PER_PERSON) && !over.aborted; n += 1)
    all.push(await newcomer(url, `${run}-voice-${n}@example.org`, met))
  const talkers = startChild(new URL('../../voice/load/talkers.ts', import.meta.url))
  try {
    talkers.send({ do: 'open', url, tokens: all, sessions: plan.users, ...(await sounds()), everyMs: EVERY_MS })
    const opened = await message<{ opened?: number; failed?: string }>(talkers)
    if (opened.failed) return [{ goal: 'voices that opened', wanted: `${plan.users}`, read: opened.failed, met: false }]
    mark(`${opened.opened} live voices`)
    const heard = { firstSoundMs: [] as number[], frameMs: [] as number[], turns: 0, replies: 0, errors: 0, closed: 0 }
    for (const ends = performance.now() + plan.minutes * 60_000; performance.now() < ends && !over.aborted; ) {
      await pause(READ_EVERY_MS, undefined, { signal: over }).catch(() => {})
      talkers.send({ do: 'tell' })
      const { told } = await message<{ told: Told }>(talkers)
      talkers.send({ do: 'forget' })
      for (const ms of told.firstSoundMs) record(sample('first sound of a reply', ms))
      for (const ms of told.thereAndBackMs) record(sample('frame there and back', ms))
      for (const error of told.errors) record({ ...sample('error frame', 0), ok: false, detail: codeOf(error) })
      heard.firstSoundMs.push(...told.firstSoundMs)
      heard.frameMs.push(...told.thereAndBackMs)
      heard.turns += told.turns
      heard.replies += told.replies
      heard.errors += told.errors.length
      heard.closed = told.closed
    }
    return goalsOf(heard)
  } finally {
    talkers.kill('SIGTERM')
  }
}

async function newcomer(url: string, email: string, met: (guest: Guest) => void): Promise<string> {
  const token = await tokenOf(url, email)
  met({ email, password: '', token, known: true })
  return token
}

interface Heard {
  firstSoundMs: number[]
  frameMs: number[]
  turns: number
  replies: number
  errors: number
  closed: number
}

/** What was heard, against what a live voice has to be. */
function goalsOf({ firstSoundMs, frameMs, turns, replies, errors, closed }: Heard): Goal[] {
  const [frame, sound] = [percentile(frameMs, 0.99), percentile(firstSoundMs, 0.95)]
  return [
    {
      goal: 'turns that were heard and answered',
      wanted: 'some',
      read: `${turns} heard, ${replies} answered`,
      met: replies > 0,
    },
    {
      goal: 'a frame there and back, p99',
      wanted: `< ${FRAME_P99_MS} ms`,
      read: `${round(frame)} ms`,
      met: frame < FRAME_P99_MS,
    },
    {
      goal: 'first sound of a reply, p95',
      wanted: `< ${FIRST_SOUND_P95_MS} ms`,
      read: `${round(sound)} ms of ${firstSoundMs.length}`,
      met: sound < FIRST_SOUND_P95_MS,
    },
    { goal: 'errors and closed sockets', wanted: '0', read: `${errors} and ${closed}`, met: errors + closed === 0 },
  ]
}

function sample(kind: string, ms: number) {
  const at = performance.now() - ms
  return { kind, at, ms, status: 200, ok: true, limited: false, retryAfter: null, detail: null }
}

const codeOf = (error: string) => (JSON.parse(error) as { code?: string }).code ?? 'no code'

/** What they say, and a quiet room, as base64 of 16-bit samples. */
async function sounds() {
  const { samples } = await createStudio(CLIPS).say({ text: 'Tell me about the tides.' }, 'espeak:en-us')
  const bytes = (of: Int16Array) => Buffer.from(of.buffer).toString('base64')
  return {
    speech: bytes(Int16Array.from(samples, (sample) => Math.round(sample * 32_767))),
    silence: bytes(Int16Array.from({ length: 16_000 }, () => Math.round((Math.random() - 0.5) * 20))),
  }
}
