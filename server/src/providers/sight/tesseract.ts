import { primaryOf } from '../../language/tags.ts'
import { ProviderError } from '../provider-error.ts'
import { findProgram, type ProgramSurroundings, runProgram } from '../run-program.ts'
import { createTurnstile } from '../turnstile.ts'
import { asText, type Sight, WRITTEN_MAX } from './sight.ts'

const PROGRAM = 'tesseract'
/** A page of small print is read in a few seconds; what takes longer is no writing. */
const TIMEOUT_MS = 60_000
const BYTES_MAX = 1024 * 1024
/** It takes a processor to itself. */
const AT_ONCE = 1

/** What tesseract calls the languages learners speak, by their primary tag. https://tesseract-ocr.github.io/tessdoc/Data-Files */
const CALLED: Record<string, string> = {
  ...{ ar: 'ara', cs: 'ces', da: 'dan', de: 'deu', el: 'ell', en: 'eng', es: 'spa', fi: 'fin', fr: 'fra', he: 'heb' },
  ...{ hi: 'hin', hu: 'hun', it: 'ita', ja: 'jpn', ko: 'kor', nl: 'nld', nb: 'nor', no: 'nor', pl: 'pol', pt: 'por' },
  ...{ ro: 'ron', ru: 'rus', sv: 'swe', tr: 'tur', uk: 'ukr', vi: 'vie', zh: 'chi_sim' },
}

/** True where tesseract is installed. */
export const hasTesseract = (surroundings: ProgramSurroundings): boolean => findProgram(PROGRAM, surroundings) !== null

/** Reads what is written in pictures with tesseract, a program of the machine; it describes nothing. */
export function createTesseract({ surroundings }: { surroundings: ProgramSurroundings }): Sight {
  const turnstile = createTurnstile(AT_ONCE)
  let installed: readonly string[] | undefined

  async function run(argv: string[], input: Uint8Array | string, signal: AbortSignal): Promise<string> {
    const late = AbortSignal.timeout(TIMEOUT_MS)
    const chunks: Buffer[] = []
    const running = { argv: [PROGRAM, ...argv], input, surroundings, provider: PROGRAM, maxBytes: BYTES_MAX }
    for await (const chunk of runProgram({ ...running, signal: AbortSignal.any([signal, late]) })) chunks.push(chunk)
    if (signal.aborted) throw new ProviderError(PROGRAM, 'unavailable', { detail: 'it was stopped' })
    if (late.aborted) throw new ProviderError(PROGRAM, 'refused', { detail: 'it did not finish within a minute' })
    return Buffer.concat(chunks).toString('utf8')
  }

  /** The learner's language and English, as far as they are installed. */
  async function languages(language: string, signal: AbortSignal): Promise<string> {
    installed ??= (await run(['--list-langs'], '', signal)).split('\n').map((line) => line.trim())
    const wanted = [CALLED[primaryOf(language)], 'eng']
    const known = [...new Set(wanted)].filter((name) => name !== undefined && installed?.includes(name))
    if (known.length > 0) return known.join('+')
    throw new ProviderError(PROGRAM, 'misconfigured', {
      detail: 'tesseract has no language to read in: install tessdata',
    })
  }

  return {
    name: PROGRAM,
    model: null,

    async look(picture, { language, signal }) {
      if (!(await turnstile.enter(signal)))
        throw new ProviderError(PROGRAM, 'unavailable', { detail: 'it was stopped' })
      try {
        const read = await run(['stdin', 'stdout', '-l', await languages(language, signal)], picture, signal)
        return { description: '', written: asText(read, WRITTEN_MAX), by: PROGRAM }
      } finally {
        turnstile.leave()
      }
    },

    async probe({ signal }) {
      await languages('en', signal)
    },
  }
}
