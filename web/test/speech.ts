import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A recogniser of real speech for the server, as its environment wants it. */
export const RECOGNISER = {
  STT: 'command',
  STT_COMMAND: JSON.stringify(['pocketsphinx_continuous', '-infile', '{file}', '-logfn', '/dev/null']),
}

/**
 * The same recogniser for somebody who says only these sentences, one or several after the other, or `alone` a word that any breath would
 * be taken for: it knows them in a fifth of a second, where all of English takes a processor for as long as it was spoken.
 */
export function recogniserOf(sentences: string[], alone: string) {
  const folder = mkdtempSync(join(tmpdir(), 'lva-words-'))
  const file = join(folder, 'sentences.jsgf')
  const said = `( ${sentences.join(' | ')} )+ | ${alone}`
  writeFileSync(file, `#JSGF V1.0;\ngrammar sentences;\npublic <said> = ${said};\n`)
  const argv = ['pocketsphinx_continuous', '-infile', '{file}', '-jsgf', file, '-logfn', '/dev/null']
  return {
    env: { STT: 'command', STT_COMMAND: JSON.stringify(argv) },
    /** How long it takes here and now for one of them, in seconds: the longest of three times, for it may be busy again. */
    takes(sentence: string): number {
      const wav = join(folder, 'one.wav')
      execFileSync('flite', ['-voice', 'rms', '-t', sentence, '-o', wav])
      const [program = '', ...rest] = argv.map((part) => part.replace('{file}', wav))
      const times = [1, 2, 3].map(() => {
        const from = performance.now()
        execFileSync(program, rest)
        return (performance.now() - from) / 1_000
      })
      return Math.max(...times)
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/**
 * Speaks a sentence into a WAV file that Chromium takes for its microphone: 48 kHz, with a second and a half of quiet before and
 * five seconds after, so that the speaker is heard to have finished.
 */
export function sayIntoFile(sentence: string) {
  const folder = mkdtempSync(join(tmpdir(), 'lva-speech-'))
  const [spoken, file] = [join(folder, 'spoken.wav'), join(folder, 'microphone.wav')]
  execFileSync('flite', ['-voice', 'rms', '-t', sentence, '-o', spoken])
  const quiet = 'adelay=1500,apad=pad_dur=5'
  execFileSync('ffmpeg', ['-loglevel', 'error', '-i', spoken, '-af', quiet, '-ar', '48000', '-ac', '1', file])
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** One thing a speaker does: keep quiet for so many seconds, or say something. */
export type Spoken = { quiet: number } | { say: string }

const RATE_HZ = 16_000

/**
 * Speaks several things into one WAV file that Chromium takes for its microphone, with the quiet between them that was asked for.
 * `from` and `to` say, in seconds since the file began, when each was said.
 */
export function talkIntoFile(script: Spoken[]) {
  const folder = mkdtempSync(join(tmpdir(), 'lva-speech-'))
  const parts: Buffer[] = []
  const said: { say: string; from: number; to: number }[] = []
  let samples = 0
  for (const [index, each] of script.entries()) {
    const part = 'quiet' in each ? Buffer.alloc(Math.round(each.quiet * RATE_HZ) * 2) : spoken(each.say, index)
    if ('say' in each) said.push({ say: each.say, from: samples / RATE_HZ, to: (samples + part.length / 2) / RATE_HZ })
    parts.push(part)
    samples += part.length / 2
  }
  const [raw, file] = [join(folder, 'talk.raw'), join(folder, 'microphone.wav')]
  writeFileSync(raw, Buffer.concat(parts))
  const from = ['-f', 's16le', '-ar', String(RATE_HZ), '-ac', '1', '-i', raw]
  execFileSync('ffmpeg', ['-loglevel', 'error', ...from, '-ar', '48000', file])
  return { file, said, seconds: samples / RATE_HZ, remove: () => rmSync(folder, { recursive: true, force: true }) }

  function spoken(words: string, index: number): Buffer {
    const wav = join(folder, `${index}.wav`)
    execFileSync('flite', ['-voice', 'rms', '-t', words, '-o', wav])
    const to = ['-f', 's16le', '-ar', String(RATE_HZ), '-ac', '1', '-']
    return execFileSync('ffmpeg', ['-loglevel', 'error', '-i', wav, ...to])
  }
}
