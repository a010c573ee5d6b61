import { createRandom, type Random } from '../../random.ts'
import { atLevel, RATE_HZ } from './level.ts'

// Sounds that nobody means, computed. Each is a caricature with the property that fools a detector: bursts, hum, clicks, harmony.

type Sound = (length: number, random: Random) => Float32Array

/** A sound that is no speech, at `dbfs` while it sounds. Babble needs voices and is made in `babble.ts`. Throws on an unknown name. */
export function noiseOf(name: string, { ms, dbfs, seed }: { ms: number; dbfs: number; seed: number }): Float32Array {
  const sound = SOUNDS[name]
  if (!sound) throw new Error(`no such noise: ${name}`)
  return atLevel(sound(Math.round((ms * RATE_HZ) / 1000), createRandom(`${name} ${seed}`)), dbfs)
}

const seconds = (s: number) => Math.round(s * RATE_HZ)

/** One resonance (two poles) at `hz` with this bandwidth. */
function resonance(hz: number, bandwidth: number) {
  const r = Math.exp((-Math.PI * bandwidth) / RATE_HZ)
  const a1 = 2 * r * Math.cos((2 * Math.PI * hz) / RATE_HZ)
  const a2 = -r * r
  let y1 = 0
  let y2 = 0
  return (x: number) => {
    const y = (1 - r) * x + a1 * y1 + a2 * y2
    y2 = y1
    y1 = y
    return y
  }
}

/** Noise shaped by resonances, rising in `attack` and falling with `decay` seconds. */
function burst(into: Float32Array, at: number, { random, hz, width, attack, decay, gain }: Burst) {
  const filters = hz.map((each) => resonance(each, width))
  const length = seconds(attack + decay * 6)
  for (let i = 0; i < length && at + i < into.length; i++) {
    const t = i / RATE_HZ
    const envelope = t < attack ? t / attack : Math.exp(-(t - attack) / decay)
    const white = random.normal()
    let sample = 0
    for (const filter of filters) sample += filter(white)
    into[at + i] = (into[at + i] ?? 0) + sample * envelope * gain
  }
}

interface Burst {
  random: Random
  hz: number[]
  width: number
  attack: number
  decay: number
  gain: number
}

/** A struck thing: decaying tones. */
function strike(into: Float32Array, at: number, tones: { hz: number; decay: number; gain: number }[]) {
  for (const { hz, decay, gain } of tones)
    for (let i = 0; i < seconds(decay * 6) && at + i < into.length; i++)
      into[at + i] =
        (into[at + i] ?? 0) + gain * Math.exp(-i / RATE_HZ / decay) * Math.sin((2 * Math.PI * hz * i) / RATE_HZ)
}

const cough: Sound = (length, random) => {
  const out = new Float32Array(length)
  for (const [at, gain] of [
    [0, 1],
    [random.between(0.28, 0.38), 0.7],
  ] as const)
    burst(out, seconds(at), { random, hz: [500, 1300, 2600], width: 400, attack: 0.012, decay: 0.06, gain })
  return out
}

const sneeze: Sound = (length, random) => {
  const out = new Float32Array(length)
  burst(out, 0, { random, hz: [900, 2400, 4200], width: 900, attack: 0.04, decay: 0.09, gain: 1 })
  return out
}

const breath: Sound = (length, random) => {
  const filter = resonance(900, 1400)
  return Float32Array.from({ length }, (_, i) => filter(random.normal()) * Math.sin((Math.PI * i) / length) ** 2)
}

const knock: Sound = (length, random) => {
  const out = new Float32Array(length)
  const hz = random.between(120, 260)
  for (let n = 0; n < 3; n++) {
    const at = seconds(n * 0.22 + random.between(0, 0.02))
    strike(out, at, [
      { hz, decay: 0.03, gain: 1 },
      { hz: hz * 2.7, decay: 0.012, gain: 0.5 },
    ])
    burst(out, at, { random, hz: [1500], width: 1500, attack: 0.001, decay: 0.005, gain: 1 })
  }
  return out
}

const keyboard: Sound = (length, random) => {
  const out = new Float32Array(length)
  for (let at = 0; at < length; at += seconds(random.between(0.07, 0.22)))
    burst(out, at, {
      random,
      hz: [2200, 4800],
      width: 1800,
      attack: 0.0005,
      decay: 0.004,
      gain: random.between(0.5, 1),
    })
  return out
}

const door: Sound = (length, random) => {
  const out = new Float32Array(length)
  burst(out, 0, { random, hz: [90, 180], width: 120, attack: 0.004, decay: 0.09, gain: 3 })
  burst(out, 0, { random, hz: [1100], width: 1200, attack: 0.001, decay: 0.02, gain: 0.6 })
  burst(out, seconds(0.12), { random, hz: [2400], width: 1500, attack: 0.001, decay: 0.008, gain: 0.5 })
  return out
}

const dishes: Sound = (length, random) => {
  const out = new Float32Array(length)
  for (let n = 0; n < 4; n++) {
    const hz = random.between(1800, 4200)
    const tones = [1, 1.47, 2.09].map((ratio, i) => ({ hz: hz * ratio, decay: 0.12 / (i + 1), gain: 1 / (i + 1) }))
    strike(
      out,
      seconds(random.between(0, 0.9)),
      tones.filter((tone) => tone.hz < 7500),
    )
  }
  return out
}

/** Chords of a plucked instrument: harmonic and within the pitch of a voice, the hardest for a detector of throats. */
const music: Sound = (length, random) => {
  const out = new Float32Array(length)
  const root = random.between(130, 220)
  for (let at = 0; at < length; at += seconds(0.5))
    for (const step of [0, random.pick([3, 4]), 7, random.pick([10, 12])]) {
      const hz = root * 2 ** (step / 12)
      strike(
        out,
        at,
        [1, 2, 3, 4, 5, 6].map((n) => ({ hz: hz * n, decay: 0.6 / n, gain: 1 / n })),
      )
    }
  return out
}

const ring: Sound = (length) =>
  Float32Array.from({ length }, (_, i) => {
    const t = i / RATE_HZ
    const on = t % 1.2 < 0.8 ? 1 : 0
    const warble = Math.floor(t * 20) % 2 === 0 ? 1 : 1.25
    return on * (Math.sin(2 * Math.PI * 853 * warble * t) + 0.3 * Math.sin(2 * Math.PI * 853 * 3 * warble * t))
  })

/** Brown noise that swells as cars pass. */
const traffic: Sound = (length, random) => {
  let brown = 0
  const rumble = resonance(80, 60)
  const phase = random.between(0, 6)
  return Float32Array.from({ length }, (_, i) => {
    brown = brown * 0.985 + random.normal() * 0.12
    const swell = 0.6 + 0.4 * Math.sin((2 * Math.PI * i) / RATE_HZ / 3.7 + phase)
    return (brown + 0.4 * rumble(random.normal())) * swell
  })
}

/** A fan: steady noise over a hum. */
const fan: Sound = (length, random) => {
  const filter = resonance(400, 900)
  return Float32Array.from(
    { length },
    (_, i) => filter(random.normal()) + 0.02 * Math.sin((2 * Math.PI * 100 * i) / RATE_HZ),
  )
}

const SOUNDS: Record<string, Sound> = {
  cough,
  sneeze,
  breath,
  knock,
  keyboard,
  door,
  dishes,
  music,
  ring,
  traffic,
  fan,
}
