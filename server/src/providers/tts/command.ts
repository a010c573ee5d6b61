import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { primaryOf } from '../../language/tags.ts'
import { ProviderError } from '../provider-error.ts'
import { fillArguments, findProgram, type ProgramSurroundings, runProgram } from '../run-program.ts'
import { withTemporaryFile } from '../temporary-file.ts'
import { readWav, WavError } from '../wav.ts'
import { chooseVoice } from './choose-voice.ts'
import { toSpeech } from './to-speech.ts'
import type { Speaking, Tts, Voice } from './tts.ts'

/** Ten minutes of CD sound; a clause is never as long. */
const SOUND_BYTES_MAX = 128 * 1024 * 1024
/** What espeak-ng and most people call a natural speed. */
const NATURAL_WORDS_PER_MINUTE = 175

/** A program that speaks, and the voices it has. */
export interface SpeechProgram {
  argv: string[]
  voices(signal: AbortSignal): Promise<Voice[]>
}

/** A program from the operator's configuration. It has the one voice it was configured with, for every language. */
export function customProgram(argv: string[]): SpeechProgram {
  const only = { id: 'default', name: basename(argv[0] ?? 'default'), language: 'mul' }
  return { argv, voices: async () => [only] }
}

/**
 * Any program that writes a WAV to standard output or to `{file}`: espeak-ng, piper, flite…
 * The text goes to its standard input, so it can never be taken for an option. In `argv` may stand `{file}`, `{voice}`, `{language}`,
 * `{rate}` (1 is natural), `{stretch}` (1/rate) and `{words_per_minute}`.
 */
export function createCommandTts({
  program,
  surroundings,
}: {
  program: SpeechProgram
  surroundings: ProgramSurroundings
}): Tts {
  const provider = 'command'
  const { argv } = program
  const writesFile = argv.some((part) => part.includes('{file}'))

  function run(file: string, text: string, voice: Voice, { language, rate, signal }: Speaking) {
    const values = {
      file,
      voice: voice.id,
      language: primaryOf(language),
      rate: rate.toFixed(2),
      stretch: (1 / rate).toFixed(2),
      words_per_minute: String(Math.round(NATURAL_WORDS_PER_MINUTE * rate)),
    }
    return runProgram({
      argv: fillArguments(argv, values),
      input: text,
      surroundings,
      provider,
      maxBytes: SOUND_BYTES_MAX,
      signal,
    })
  }

  async function* throughFile(text: string, voice: Voice, speaking: Speaking): AsyncGenerator<Buffer> {
    yield await withTemporaryFile(surroundings.temporaryFolder, 'speech.wav', async (file) => {
      for await (const _ of run(file, text, voice, speaking));
      const sound: Buffer[] = []
      if (!speaking.signal.aborted)
        for await (const bytes of createReadStream(file, { end: SOUND_BYTES_MAX })) sound.push(bytes)
      return Buffer.concat(sound)
    })
  }

  function failure(error: unknown): ProviderError {
    if (error instanceof ProviderError) return error
    if (error instanceof WavError)
      return new ProviderError(provider, 'misconfigured', { cause: error, detail: error.message })
    return new ProviderError(provider, 'unavailable', { cause: error, detail: 'its sound could not be read' })
  }

  return {
    name: provider,
    model: null,

    async *speak(text, speaking) {
      const { signal } = speaking
      if (signal.aborted || text.trim() === '') return
      try {
        const voice = chooseVoice(await program.voices(signal), speaking.voice, speaking.language)
        if (signal.aborted) return
        if (!voice) throw new ProviderError(provider, 'refused', { detail: `it has no voice for ${speaking.language}` })
        const wav = writesFile ? throughFile(text, voice, speaking) : run('', text, voice, speaking)
        for await (const sound of toSpeech(readWav(wav))) {
          if (signal.aborted) return
          yield sound
        }
      } catch (error) {
        if (!signal.aborted) throw failure(error)
      }
    },

    voices: ({ signal }) => program.voices(signal),

    async probe() {
      if (findProgram(argv[0] ?? '', surroundings)) return
      throw new ProviderError(provider, 'misconfigured', {
        detail: `the program ${argv[0]} is not there or may not be run`,
      })
    },
  }
}
