import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createVoiceDetector, type SpeechDetector } from '@lva/speech/detector'
import { createOverlap } from '@lva/speech/overlap'
import { createSilero, type OnnxSession, sileroRun } from '@lva/speech/silero'
import { env, InferenceSession, Tensor } from 'onnxruntime-web'
import { createRandom } from '../../random.ts'
import { percentile, percentileOf, share } from '../../statistics.ts'
import { type Condition, endings, type Noise, noises, overlaps, type Saying } from '../corpus/corpus.ts'
import type { Each } from '../progress.ts'
import { count, type Reading, reader } from '../report/readings.ts'
import { createMicrophone, FRAME } from '../room/microphone.ts'
import { babbleOf } from '../sound/babble.ts'
import { noiseOf } from '../sound/noises.ts'
import type { Studio } from '../sound/studio.ts'

// What the detectors of speech hear of the corpus, and what they cost: npm run bench:detector. Speed is told by the clock of this machine; the rest is the
// same everywhere. A model is told what it said of a frame before the next one comes, so its figures are without the time it takes.

const FRAME_MS = 20
const QUIET_FRAMES = 200
const AFTER_FRAMES = 50
/** Speech is where the words alone are within this of their loudest frame, and louder than the noise. */
const SPEECH_DB = 30
const NOISE_DB: Record<Condition, number> = { clean: -70, mulaw: -60, fan: -39, traffic: -34, babble: -39 }

interface Detector extends SpeechDetector {
  settled?(): Promise<void>
}

interface Clip {
  name: string
  split: 'tuning' | 'test'
  /** No speech, only a sound that nobody means. */
  sound: boolean
  frames: Int16Array[]
  /** For each frame whether somebody speaks; none in a noise. */
  truth: boolean[]
}

/** The file of a model of Silero: the one that comes as a package, or null where it is not there. */
export function sileroModel(): string | null {
  try {
    const file = fileURLToPath(import.meta.resolve('@ricky0123/vad-web/dist/silero_vad_v5.onnx'))
    return existsSync(file) ? file : null
  } catch {
    return null
  }
}

export type Compared = NonNullable<Awaited<ReturnType<typeof compareDetectors>>>

/** Lets each detector hear the corpus; `model` null leaves Silero out. Null when it was stopped. */
export async function compareDetectors({ studio, model, each }: { studio: Studio; model: string | null; each: Each }) {
  const made: Record<string, () => Detector> = { builtin: createVoiceDetector }
  if (model) {
    const run = await loadSilero(model)
    made.silero = () => createSilero(run)
  }
  const names = Object.keys(made)
  const clips = [...speech(studio), ...noises().map((one) => () => noise(studio, one))]
  const heard = await each(clips, async (record) => {
    const clip = await record()
    const told = []
    for (const make of Object.values(made)) told.push(await listen(make(), clip))
    const { name, split, sound } = clip
    return told.map((one) => ({ name, split, sound, ...one }))
  })
  if (heard.length < clips.length) return null
  const detectors = []
  for (const [n, name] of names.entries()) {
    const minutes = await tenMinutes(studio, made[name]?.() ?? createVoiceDetector())
    detectors.push({ name, heard: heard.flatMap((one) => one[n] ?? []), minutes })
  }
  return { detectors, cost: cost(createVoiceDetector()) }
}

/** What was compared as lines to read. */
export function linesOf({ detectors, cost }: Compared): Record<string, Record<string, unknown>> {
  const lines: Record<string, Record<string, unknown>> = {}
  for (const { name, heard, minutes } of detectors) {
    for (const split of ['tuning', 'test'] as const) {
      const half = heard.filter((clip) => clip.split === split)
      for (const condition of ['clean', 'fan', 'traffic', 'babble', 'mulaw'])
        lines[`${split} ${name} ${condition}`] = heardOf(half.filter((clip) => !clip.sound && clip.name === condition))
      lines[`${split} ${name} noises`] = unmeantOf(half.filter((clip) => clip.sound))
    }
    lines[`ten minutes of noise, ${name}`] = minutes
  }
  lines['cost of a frame, builtin'] = cost
  return lines
}

/** The same as numbers of the report: the test half, with the detector where other numbers have a recogniser. */
export function readDetectors({ detectors }: Compared): Reading[] {
  return detectors.flatMap(({ name, heard }) => {
    const of = reader(name)
    const test = heard.filter(({ split }) => split === 'test')
    const [said, unmeant] = [test.filter(({ sound }) => !sound), test.filter(({ sound }) => sound)]
    const part = (some: typeof test, so: (one: (typeof test)[number]) => boolean) => share(count(some, so), some.length)
    const voiceMs = said.flatMap((one) => one.voiceMs ?? [])
    return [
      of(
        'detector',
        'clips in which no voice is heard',
        part(said, ({ voiceMs }) => voiceMs === null),
        'share',
      ),
      of('detector', 'a voice is heard after, p50', percentileOf(voiceMs, 0.5), 'ms'),
      of('detector', 'a voice is heard after, p95', percentileOf(voiceMs, 0.95), 'ms'),
      of(
        'detector',
        'speech missed in a clip, p50',
        percentileOf(
          said.map((one) => one.missed / one.spoken),
          0.5,
        ),
        'share',
      ),
      of(
        'detector',
        'the end is heard so late, p50',
        percentileOf(
          said.map(({ endMs }) => endMs),
          0.5,
        ),
        'ms',
      ),
      of(
        'detector',
        'noises that make a reply quieter',
        part(unmeant, ({ duckMs }) => duckMs !== null),
        'share',
      ),
      of(
        'detector',
        'noises that make a reply wait',
        part(unmeant, ({ pauseMs }) => pauseMs !== null),
        'share',
      ),
    ]
  })
}

async function loadSilero(model: string) {
  env.wasm.numThreads = 1
  const session = await InferenceSession.create(readFileSync(model))
  return sileroRun({ Tensor }, session as unknown as OnnxSession)
}

/** Each is recorded when it is asked for. */
function speech(studio: Studio): (() => Promise<Clip>)[] {
  const clips: (Pick<Clip, 'split'> & { id: string; condition: Condition; saying: Saying; voice: string })[] = [
    ...overlaps(),
    ...endings(),
  ]
  return clips.map(({ id, split, condition, saying, voice }) => async () => {
    const { samples } = await studio.say(saying, voice)
    const microphone = createMicrophone({
      condition,
      background: await background(studio, condition, id),
      echo: null,
      seed: id,
    })
    const length = QUIET_FRAMES + Math.ceil(samples.length / FRAME) + AFTER_FRAMES
    const frames = Array.from({ length }, (_, i) => {
      if (i === QUIET_FRAMES) microphone.sound(samples)
      return microphone.pick(null)
    })
    const levels = frames.map((_, i) => levelOf(samples, (i - QUIET_FRAMES) * FRAME))
    const least = Math.max(Math.max(...levels) - SPEECH_DB, NOISE_DB[condition])
    return { name: condition, split, sound: false, frames, truth: levels.map((level) => level > least) }
  })
}

/** Who speaks to the companion is known by then: a sentence comes before each noise. */
async function noise(studio: Studio, { id, split, sound, seed, ms, dbfs }: Noise): Promise<Clip> {
  const samples = sound === 'babble' ? await babbleOf(studio, { ms, dbfs, seed }) : noiseOf(sound, { ms, dbfs, seed })
  const before = await studio.say({ text: 'I think that leaves are green.' }, 'flite:slt')
  const microphone = createMicrophone({ condition: 'clean', background: null, echo: null, seed: id })
  const frames = Array.from({ length: QUIET_FRAMES + Math.ceil(samples.length / FRAME) + AFTER_FRAMES }, (_, i) => {
    if (i === 10) microphone.sound(before.samples)
    if (i === QUIET_FRAMES) microphone.sound(samples)
    return microphone.pick(null)
  })
  return { name: sound, split, sound: true, frames, truth: frames.map(() => false) }
}

async function background(studio: Studio, condition: Condition, id: string): Promise<Float32Array | null> {
  if (condition === 'clean' || condition === 'mulaw') return null
  const seed = createRandom(id).whole(0, 1_000_000)
  const wish = { ms: 10_000, dbfs: NOISE_DB[condition], seed }
  return condition === 'babble' ? babbleOf(studio, wish) : noiseOf(condition, wish)
}

function levelOf(samples: Float32Array, at: number): number {
  let power = 1e-12
  for (let i = Math.max(0, at); i < Math.min(samples.length, at + FRAME); i++) power += (samples[i] ?? 0) ** 2 / FRAME
  return at < 0 ? -120 : 10 * Math.log10(power)
}

/** What is heard of a clip; times in milliseconds since the first sound of speech, or of the noise. */
async function listen(detector: Detector, { frames, truth }: Clip) {
  const begins = truth.includes(true) ? truth.indexOf(true) : QUIET_FRAMES
  const ends = truth.lastIndexOf(true)
  const overlap = createOverlap()
  const heard = []
  for (const frame of frames) {
    const { speech, voiced } = detector.push(frame)
    await detector.settled?.()
    heard.push({ speech, voiced })
  }
  const steps = heard.slice(QUIET_FRAMES - AFTER_FRAMES).map((each) => {
    const step = overlap.push({ ...each, level: 0 }, true)
    return { ...each, step, voicedMs: overlap.voicedMs() }
  })
  const before = steps.slice(0, begins - QUIET_FRAMES + AFTER_FRAMES)
  const after = steps.slice(before.length)
  const first = (found: (each: (typeof steps)[number]) => boolean) => {
    const at = after.findIndex(found)
    return at < 0 ? null : (at + 1) * FRAME_MS
  }
  const spoken = heard.filter((_, i) => truth[i])
  return {
    voiceMs: first(({ voiced }) => voiced),
    duckMs: first(({ step }) => step === 'duck'),
    pauseMs: first(({ step }) => step === 'pause'),
    voicedMs: Math.max(...after.map(({ voicedMs }) => voicedMs)),
    endMs: (heard.findLastIndex(({ speech }) => speech >= 0.5) - ends) * FRAME_MS,
    spoken: spoken.length,
    missed: spoken.filter(({ speech }) => speech < 0.5).length,
    before: before.filter(({ voiced }) => voiced).length / before.length,
  }
}

type Listened = Awaited<ReturnType<typeof listen>>

function unmeantOf(heard: (Listened & { name: string })[]) {
  return {
    clips: heard.length,
    'make a reply quieter': count(heard, ({ duckMs }) => duckMs !== null),
    'make it wait': count(heard, ({ pauseMs }) => pauseMs !== null),
    which: [...new Set(heard.filter(({ pauseMs }) => pauseMs !== null).map(({ name }) => name))].join(' '),
    'longest voice, ms': Math.max(...heard.map(({ voicedMs }) => voicedMs)),
  }
}

function heardOf(heard: Listened[]) {
  const sum = (of: (each: (typeof heard)[number]) => number) => heard.reduce((all, each) => all + of(each), 0)
  const times = (name: 'voiceMs' | 'duckMs' | 'pauseMs') => spread(heard.flatMap((each) => each[name] ?? []))
  return {
    clips: heard.length,
    unheard: heard.filter(({ voiceMs }) => voiceMs === null).length,
    'voice after': times('voiceMs'),
    'quieter after': times('duckMs'),
    'waits after': times('pauseMs'),
    'end late by': spread(heard.map(({ endMs }) => endMs)),
    'speech missed': `${((100 * sum(({ missed }) => missed)) / sum(({ spoken }) => spoken)).toFixed(1)} %`,
    'false voice': `${((100 * sum(({ before }) => before)) / heard.length).toFixed(1)} % of the second before`,
  }
}

/** Five backgrounds of two minutes each, at the level they have under speech: how often a reply would wait. Without the first four seconds. */
async function tenMinutes(studio: Studio, detector: Detector) {
  const wish = { ms: 120_000, dbfs: -36, seed: 99 }
  const sounds = {
    fan: noiseOf('fan', wish),
    traffic: noiseOf('traffic', wish),
    keyboard: noiseOf('keyboard', wish),
    babble: await babbleOf(studio, wish),
    music: noiseOf('music', wish),
  }
  const heard: Record<string, string> = {}
  for (const [name, samples] of Object.entries(sounds)) {
    detector.reset()
    const overlap = createOverlap()
    const microphone = createMicrophone({ condition: 'clean', background: null, echo: null, seed: name })
    microphone.sound(samples)
    let pauses = 0
    let voiced = 0
    for (let i = 0; i < wish.ms / FRAME_MS; i++) {
      const sounding = detector.push(microphone.pick(null))
      await detector.settled?.()
      const step = overlap.push(sounding, true)
      if (i < QUIET_FRAMES) continue
      if (step === 'pause') pauses++
      if (sounding.voiced) voiced++
    }
    const part = (100 * voiced) / (wish.ms / FRAME_MS - QUIET_FRAMES)
    // Who never stops speaking makes a reply wait once and for all.
    heard[name] = `${pauses} times, a voice in ${part.toFixed(1)} %`
  }
  return heard
}

function cost(detector: SpeechDetector) {
  const voice = createRandom('cost')
  const frames = Array.from({ length: 50 }, (_, n) =>
    Int16Array.from(
      { length: FRAME },
      (_, i) => 6_000 * (((n * FRAME + i) / (110 + 5 * Math.sin(n))) % 1) + 400 * voice.normal(),
    ),
  )
  const took: number[] = []
  for (let i = 0; i < 30_000; i++) {
    const frame = frames[i % frames.length]
    const began = process.hrtime.bigint()
    if (frame) detector.push(frame)
    if (i > 2_000) took.push(Number(process.hrtime.bigint() - began) / 1_000)
  }
  const usual = percentile(took, 0.5)
  return {
    'p50, µs': usual.toFixed(1),
    'p99, µs': percentile(took, 0.99).toFixed(1),
    '300 listening, part of a core': ((300 * 50 * usual) / 1e6).toFixed(2),
  }
}

function spread(values: number[]): string {
  if (values.length === 0) return '–'
  return `${percentile(values, 0.5)} (p95 ${percentile(values, 0.95)}) ms`
}
