import { beforeAll, expect, test } from 'vitest'
import type { Pcm } from '../providers/pcm.ts'
import { decode } from './decode.ts'
import { findSpeech } from './speech.ts'
import { brownNoise, has, pinkNoise, random, sound, speak } from './testing/sounds.ts'

const RATE = 16_000
const { sin, exp, PI } = Math
const LEVELS = [0.003, 0.03, 0.3]

const noises: Record<string, (loud: number, seed: number) => Pcm> = {
  silence: () => sound(10, () => 0),
  'a constant offset': (loud) => sound(10, () => loud),
  hiss: (loud, seed) => from(random(seed), loud),
  'a room': (loud, seed) => from(pinkNoise(seed), loud),
  rumble: (loud, seed) => from(brownNoise(seed), loud),
  'hum of the mains': (loud, seed) => {
    const hiss = random(seed)
    return sound(
      20,
      (t) => loud * (0.6 * sin(100 * PI * t) + 0.3 * sin(200 * PI * t) + 0.2 * sin(300 * PI * t)) + 0.0005 * hiss(),
    )
  },
  clicks: (loud, seed) => every(0.7, seed, (since) => loud * exp(-since * 120) * sin(600 * PI * since)),
  knocks: (loud, seed) => every(0.9, seed, (since) => loud * exp(-since * 40) * sin(360 * PI * since)),
  typing: (loud, seed) => {
    const keys = random(seed + 1)
    return every(0.13, seed, (since) => loud * exp(-since * 300) * keys())
  },
  beeps: (loud, seed) => every(1, seed, (since) => (since < 0.3 ? loud * sin(880 * PI * since) : 0)),
  'gusts of wind': (loud, seed) => {
    const pink = pinkNoise(seed)
    return sound(10, (t) => loud * pink() * (0.5 + 0.5 * sin(2 * t)) ** 2)
  },
}

function from(noise: () => number, loud: number): Pcm {
  return sound(10, () => loud * noise())
}

function every(seconds: number, seed: number, at: (since: number) => number): Pcm {
  const hiss = random(seed)
  return sound(10, (t) => at(t % seconds) + 0.0005 * hiss())
}

test.each(Object.keys(noises))('%s is not speech', (name) => {
  let heard = 0
  let seconds = 0
  for (const loud of LEVELS) {
    for (const seed of [11, 12]) {
      const noise = noises[name]!(loud, seed)
      seconds += noise.samples.length / RATE
      if (findSpeech(noise)) heard++
    }
  }
  print(`${name}: speech found in ${heard} of ${LEVELS.length * 2} sounds, ${seconds} s`)
  expect(heard).toBe(0)
})

const noSpeakers = !(has('flite') && has('espeak-ng')) && !process.env.CI
const VOICES = ['flite:rms', 'flite:slt', 'espeak-ng:en', 'espeak-ng:en+f3', 'espeak-ng:de', 'espeak-ng:fr']
const SAID = ['yes', 'no', 'okay', 'thank you', 'one', 'Because leaves are green, I think.']

interface Clip {
  name: string
  speech: Pcm
}

beforeAll(() => {
  if (noSpeakers) print('skipped: flite and espeak-ng are not installed (apt install flite espeak-ng)')
})

test.skipIf(noSpeakers)(
  'a spoken word is found, in quiet and in noise, with its first sound',
  async () => {
    const clips: Clip[] = []
    for (const voice of VOICES) {
      for (const words of SAID) {
        clips.push({
          name: `${voice} "${words}"`,
          speech: await decode(speak(voice, words), 'wav', { maxSeconds: 60 }),
        })
      }
    }
    const missed: string[] = []
    let n = 0
    for (const { name, speech } of clips) {
      for (const [place, snr] of [
        ['quiet', 60],
        ['a room', 15],
        ['a loud room', 10],
      ] as const) {
        n++
        const found = findSpeech(within(speech, snr, n))
        if (!found) missed.push(`${name} in ${place}`)
        else expect(found.fromMs, name).toBeLessThanOrEqual(1000 + onset(speech))
      }
    }
    print(`spoken words found: ${n - missed.length} of ${n}${missed.length > 0 ? `; missed ${missed.join(', ')}` : ''}`)
    expect(missed.length / n).toBeLessThanOrEqual(0.02)
    expect(missed.filter((name) => name.includes('in quiet'))).toEqual([])
  },
  120_000,
)

/** Speech with a second of room before and after it, `snr` dB quieter than the words. */
function within(speech: Pcm, snr: number, seed: number): Pcm {
  const noise = pinkNoise(seed)
  const power = speech.samples.reduce((sum, sample) => sum + sample * sample, 0) / speech.samples.length
  const hush = Math.sqrt(power) * 10 ** (-snr / 20) * 2.6
  const samples = new Int16Array(speech.samples.length + 2 * RATE)
  for (let i = 0; i < samples.length; i++) samples[i] = clip((speech.samples[i - RATE] ?? 0) + noise() * hush)
  return { samples, sampleRate: RATE }
}

function clip(sample: number): number {
  return Math.max(-32768, Math.min(32767, sample))
}

/** When the words begin, in milliseconds. */
function onset({ samples }: Pcm): number {
  const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
  return samples.findIndex((sample) => Math.abs(sample) > loudest * 0.05) / 16
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
