import { primaryOf } from '../../language/tags.ts'
import { type ProgramSurroundings, runProgram } from '../run-program.ts'
import type { SpeechProgram } from './command.ts'
import type { Voice } from './tts.ts'

const VOICES_BYTES_MAX = 1024 * 1024

/** espeak-ng, which needs no configuration: its arguments, and the voices it has. */
export function espeakNg(surroundings: ProgramSurroundings): SpeechProgram {
  let known: Voice[] | undefined
  return {
    argv: ['espeak-ng', '--stdin', '--stdout', '-b', '1', '-v', '{voice}', '-s', '{words_per_minute}'],
    async voices(signal) {
      if (known) return known
      const chunks: Buffer[] = []
      const argv = ['espeak-ng', '--voices']
      for await (const chunk of runProgram({
        argv,
        input: '',
        surroundings,
        provider: 'command',
        maxBytes: VOICES_BYTES_MAX,
        signal,
      }))
        chunks.push(chunk)
      if (signal.aborted) return []
      known = readVoices(Buffer.concat(chunks).toString('utf8'))
      return known
    },
  }
}

/**
 * Reads the table of `espeak-ng --voices`; a language's usual accent comes before its rarer ones.
 * Columns: priority, language, age/gender, name, file, and other languages it serves with their own priority.
 */
export function readVoices(table: string): Voice[] {
  const rows = table.split('\n').flatMap((line) => {
    const [, priority, tag, name, others = ''] = /^\s*(\d+)\s+(\S+)\s+\S+\s+(\S+)\s+\S+\s*(.*)$/.exec(line) ?? []
    if (!priority || !tag || !name) return []
    // Learners' tags say zh where espeak-ng says cmn.
    const language = tag.replace(/^cmn\b/, 'zh')
    const primary = primaryOf(language)
    const asPrimary = new RegExp(`\\(${primary} (\\d+)\\)`).exec(others)?.[1]
    const rank = Number(asPrimary ?? (language === primary ? 0 : 50)) + Number(priority) / 100
    return [{ voice: { id: tag, name: name.replaceAll('_', ' '), language }, rank }]
  })
  return rows.sort((a, b) => a.rank - b.rank).map((row) => row.voice)
}
