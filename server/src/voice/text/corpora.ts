import { createHash } from 'node:crypto'
import corpus from './clauses.corpus.json' with { type: 'json' }
import { clausesOf, createClauses } from './clauses.ts'
import turns from './completeness.corpus.json' with { type: 'json' }
import { completeness } from './completeness.ts'
import cues from './cues.corpus.json' with { type: 'json' }
import { cueOf } from './cues.ts'
import { LANGUAGES, type Language } from './language.ts'

/** Lines of the tuning half may be read while code is written; those of the test half only count. */
export type Half = 'tuning' | 'test'

const halfOf = (line: string): Half =>
  (createHash('sha256').update(line).digest()[0] ?? 0) % 2 === 1 ? 'test' : 'tuning'

/** How often labels and code agree: a share of `n` lines, with the 95 % interval of Wilson (1927), also right near 0 and 1. */
export interface Agreement {
  n: number
  share: number
  low: number
  high: number
  missed: string[]
}

function agreementOf(lines: { line: string; got: string; agrees: boolean }[]): Agreement {
  const n = lines.length
  const missed = lines.filter(({ agrees }) => !agrees).map(({ line, got }) => `${line} → ${got}`)
  if (n === 0) return { n, share: 0, low: 0, high: 1, missed }
  const z = 1.959964
  const share = 1 - missed.length / n
  const middle = (share + z ** 2 / (2 * n)) / (1 + z ** 2 / n)
  const reach = (z / (1 + z ** 2 / n)) * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2))
  return { n, share, low: Math.max(0, middle - reach), high: Math.min(1, middle + reach), missed }
}

/** Goal V11: all clauses of a line are those labelled, and its first piece, fed character by character while time stands still. */
export function clauseAgreement(half: Half, languages: readonly Language[] = LANGUAGES): Agreement {
  return agreementOf(
    languages.flatMap((language) =>
      corpus[language]
        .filter((line) => halfOf(line) === half)
        .map((line) => {
          const got = labelled(line.replace(/[|¦]/g, ''), language)
          return { line, got, agrees: got === line }
        }),
    ),
  )
}

/** A text labelled by the splitter, as the corpus labels it. */
function labelled(text: string, language: Language): string {
  const clauses = clausesOf(text, language).join('|')
  const splitter = createClauses(language)
  const first = [...[...text].flatMap((char) => splitter.push(char, 0)), ...splitter.end()][0] ?? ''
  const ended = clausesOf(text, language)[0] ?? ''
  return first === ended ? clauses : `${clauses.slice(0, first.length)}¦${clauses.slice(first.length)}`
}

/** Cues told from real answers. */
export function cueAgreement(half: Half, languages: readonly Language[] = LANGUAGES): Agreement {
  return agreementOf(
    languages.flatMap((language) =>
      Object.entries(cues[language]).flatMap(([cue, lines]) =>
        lines
          .filter((line) => halfOf(line) === half)
          .map((line) => {
            const got = cueOf(line, language) ?? 'none'
            return { line: `${cue}: ${line}`, got, agrees: got === cue }
          }),
      ),
    ),
  )
}

/** Whole turns told from those that dangle; half way of `completeness` is the line between them. */
export function completenessAgreement(half: Half, languages: readonly Language[] = LANGUAGES): Agreement {
  return agreementOf(
    languages.flatMap((language) =>
      Object.entries(turns[language]).flatMap(([label, lines]) =>
        lines
          .filter((line) => halfOf(line) === half)
          .map((line) => {
            const got = completeness(line, language)
            return { line: `${label}: ${line}`, got: `${got}`, agrees: got >= 0.5 === (label === 'complete') }
          }),
      ),
    ),
  )
}
