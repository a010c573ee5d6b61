import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createResampler } from '@lva/speech/resample'
import type { Saying } from '../corpus/corpus.ts'
import { atLevel, RATE_HZ, toFloat } from './level.ts'
import { type SpokenWord, timesByEspeak, timesByFlite } from './word-times.ts'

const run = promisify(execFile)

/** The level of somebody who speaks into their microphone, while they speak. */
const SPEECH_DBFS = -24

/** What somebody said: 16 kHz, full scale 1, and when which word sounds. */
export interface Spoken {
  samples: Float32Array
  words: SpokenWord[]
}

export type Studio = ReturnType<typeof createStudio>

/** Raised when what is kept below changes its meaning. */
const VERSION = 1

/** Speaks the corpus with flite and espeak-ng, and keeps what it spoke in `folder`. The same words give the same samples. */
export function createStudio(folder: string) {
  mkdirSync(folder, { recursive: true })
  const spoken = new Map<string, Promise<Spoken>>()

  async function make(saying: Saying, voice: string, key: string): Promise<Spoken> {
    const [sound, times] = [join(folder, `${key}.pcm`), join(folder, `${key}.json`)]
    if (existsSync(times)) {
      const bytes = readFileSync(sound)
      const samples = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
      return { samples, words: JSON.parse(readFileSync(times, 'utf8')) }
    }
    const made = await synthesise(saying, voice)
    write(sound, Buffer.from(made.samples.buffer, made.samples.byteOffset, made.samples.byteLength))
    write(times, JSON.stringify(made.words))
    return made
  }

  return {
    /** `voice` is `flite:NAME` or `espeak:NAME`. */
    say(saying: Saying, voice: string): Promise<Spoken> {
      const key = createHash('sha256')
        .update(JSON.stringify([VERSION, voice, saying]))
        .digest('hex')
        .slice(0, 24)
      const made = spoken.get(key) ?? make(saying, voice, key)
      spoken.set(key, made)
      return made
    },
  }
}

/** What this machine lacks to speak and to recognise, as packages of Debian. */
export async function missingPrograms(programs: string[]): Promise<string[]> {
  const missing: string[] = []
  for (const program of programs) await run('which', [program]).catch(() => missing.push(program))
  return missing
}

async function synthesise(saying: Saying, voice: string): Promise<Spoken> {
  const [engine, name = ''] = voice.split(':')
  const file = join(tmpdir(), `lva-say-${process.pid}-${counter++}.wav`)
  if (engine === 'flite') {
    const words = saying.flite ? ['-p', saying.flite] : ['-t', saying.text]
    const { stdout } = await run('flite', ['-voice', name, '-psdur', ...words, file])
    const samples = await take(file)
    return { samples, words: await timesByFlite(saying, stdout) }
  }
  await run('espeak-ng', ['-v', name, '-z', '-w', file, saying.espeak ?? saying.text])
  const samples = await take(file)
  return { samples, words: await timesByEspeak(saying, name, samples) }
}

let counter = 0

async function take(file: string): Promise<Float32Array> {
  const bytes = readFileSync(file)
  await run('rm', [file])
  const rate = bytes.readUInt32LE(24)
  const at = bytes.indexOf('data') + 8
  const samples = new Int16Array(
    bytes.buffer.slice(bytes.byteOffset + at, bytes.byteOffset + bytes.byteLength - ((bytes.byteLength - at) % 2)),
  )
  const resampler = createResampler(rate, RATE_HZ)
  return atLevel(toFloat(Int16Array.from([...resampler.push(samples), ...resampler.end()])), SPEECH_DBFS)
}

// Whole or not at all: two evaluations may share the folder.
function write(path: string, content: Buffer | string) {
  writeFileSync(`${path}.${process.pid}`, content)
  renameSync(`${path}.${process.pid}`, path)
}
