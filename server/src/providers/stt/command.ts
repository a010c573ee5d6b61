import { writeFile } from 'node:fs/promises'
import { type Pcm, toWav } from '../pcm.ts'
import { ProviderError } from '../provider-error.ts'
import { fillArguments, findProgram, type ProgramSurroundings, runProgram } from '../run-program.ts'
import { withTemporaryFile } from '../temporary-file.ts'
import { createTurnstile } from '../turnstile.ts'
import type { Stt } from './stt.ts'

/** More than anybody says in a minute; a program that writes more is talking about something else. */
const TRANSCRIPT_BYTES_MAX = 256 * 1024

/** A recogniser takes a processor to itself; more of them at once would all be late. */
const AT_ONCE = 2

/**
 * Any program that reads a WAV (16 kHz, mono) and writes the words to standard output: whisper.cpp, pocketsphinx…
 * In `argv`, `{file}` becomes the recording's path (without it the WAV comes by standard input) and `{language}` the
 * two- or three-letter language, or `auto`.
 */
export function createCommandStt({ argv, surroundings }: { argv: string[]; surroundings: ProgramSurroundings }): Stt {
  const provider = 'command'
  const turnstile = createTurnstile(AT_ONCE)
  const takesFile = argv.some((part) => part.includes('{file}'))

  async function listen(wav: Buffer, file: string, language: string | null, signal: AbortSignal): Promise<string> {
    if (takesFile) await writeFile(file, wav, { mode: 0o600 })
    const filled = fillArguments(argv, { file, language: primary(language) ?? 'auto' })
    const chunks: Buffer[] = []
    const input = takesFile ? '' : wav
    for await (const chunk of runProgram({
      argv: filled,
      input,
      surroundings,
      provider,
      maxBytes: TRANSCRIPT_BYTES_MAX,
      signal,
    }))
      chunks.push(chunk)
    if (signal.aborted) throw new ProviderError(provider, 'unavailable', { detail: 'it was stopped' })
    return Buffer.concat(chunks).toString('utf8')
  }

  return {
    name: provider,
    model: null,

    async transcribe(speech: Pcm, { language, signal }) {
      if (!(await turnstile.enter(signal)))
        throw new ProviderError(provider, 'unavailable', { detail: 'it was stopped' })
      try {
        const words = await withTemporaryFile(surroundings.temporaryFolder, 'speech.wav', (file) =>
          listen(toWav(speech), file, language, signal),
        )
        return { text: words.replace(/\s+/g, ' ').trim(), confidence: null }
      } catch (error) {
        if (error instanceof ProviderError) throw error
        const detail = 'the recording could not be handed to the program'
        throw new ProviderError(provider, 'unavailable', { cause: error, detail })
      } finally {
        turnstile.leave()
      }
    },

    async probe() {
      if (findProgram(argv[0] ?? '', surroundings)) return
      throw new ProviderError(provider, 'misconfigured', {
        detail: `the program ${argv[0]} is not there or may not be run`,
      })
    },
  }
}

function primary(language: string | null): string | null {
  return /^[a-z]{2,3}(?=-|$)/i.exec(language ?? '')?.[0].toLowerCase() ?? null
}
