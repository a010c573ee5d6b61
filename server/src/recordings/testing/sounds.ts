import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LISTENING_RATE_HZ, type Pcm, toWav } from '../../providers/pcm.ts'

/** Whether a program is there to be run. */
export function has(program: string): boolean {
  return spawnSync(program, ['--help'], { stdio: 'ignore' }).error === undefined
}

/** A sound made of a formula: −1 to 1 for each second `t`. */
export function sound(seconds: number, at: (t: number) => number): Pcm {
  const samples = new Int16Array(seconds * LISTENING_RATE_HZ)
  for (let i = 0; i < samples.length; i++) samples[i] = Math.max(-1, Math.min(1, at(i / LISTENING_RATE_HZ))) * 32767
  return { samples, sampleRate: LISTENING_RATE_HZ }
}

/** Random numbers from −1 to 1, the same for the same seed. */
export function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 31 - 1
  }
}

/** Noise whose power falls with frequency as that of rooms and streets does (Paul Kellet's filter). */
export function pinkNoise(seed: number): () => number {
  const white = random(seed)
  let [a, b, c] = [0, 0, 0]
  return () => {
    const next = white()
    a = 0.99765 * a + next * 0.099046
    b = 0.963 * b + next * 0.2965164
    c = 0.57 * c + next * 1.0526913
    return (a + b + c + next * 0.1848) * 0.2
  }
}

/** Rumble: noise that wanders. */
export function brownNoise(seed: number): () => number {
  const white = random(seed)
  let level = 0
  return () => {
    level = level * 0.998 + white() * 0.03
    return level
  }
}

/** Speech as a WAV file, spoken by flite (`flite:rms`) or espeak-ng (`espeak-ng:en`). */
export function speak(voice: string, words: string): Uint8Array {
  const [program = '', name = ''] = voice.split(':')
  return inFolder((folder) => {
    const file = join(folder, 'speech.wav')
    execFileSync(
      program,
      program === 'flite' ? ['-voice', name, '-t', words, '-o', file] : ['-v', name, '-w', file, words],
    )
    return readFileSync(file)
  })
}

/** A sound as a file of another kind, made by ffmpeg; `ending` names the kind. */
export function encode(source: Pcm, ending: string, options: string[] = []): Uint8Array {
  return reencode(toWav(source), 'wav', ending, options)
}

/** A sound file as one of another kind, made by ffmpeg. */
export function reencode(source: Uint8Array, from: string, ending: string, options: string[] = []): Uint8Array {
  return inFolder((folder) => {
    const file = join(folder, `out.${ending}`)
    writeFileSync(join(folder, `in.${from}`), source)
    execFileSync('ffmpeg', ['-v', 'error', '-i', join(folder, `in.${from}`), ...options, file])
    return readFileSync(file)
  })
}

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'lva-sounds-'))
  try {
    return work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
