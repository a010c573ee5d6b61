import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRandom } from '../../random.ts'

// The recipe beside this file as clips: what is said, by whom, where, and what ought to come of it. README.md has the rules.

export const LANGUAGES = ['en', 'es', 'de', 'fr', 'ja'] as const
export type Language = (typeof LANGUAGES)[number]

export type Condition = 'clean' | 'fan' | 'traffic' | 'babble' | 'mulaw'
const ADVERSE = ['fan', 'traffic', 'babble', 'mulaw'] as const

const VOICES: Record<Language, readonly string[]> = {
  en: ['flite:rms', 'flite:slt', 'flite:awb', 'flite:kal', 'espeak:en-us', 'espeak:en-gb-x-rp', 'espeak:en-us+f3'],
  es: ['espeak:es', 'espeak:es-419+f2', 'espeak:es+m3'],
  de: ['espeak:de', 'espeak:de+f3', 'espeak:de+m3'],
  fr: ['espeak:fr-fr', 'espeak:fr-fr+f4', 'espeak:fr-fr+m3'],
  ja: ['espeak:ja', 'espeak:ja+f2', 'espeak:ja+m3'],
}

/** Words, and how a synthesiser has to be told to say them where the spelling would not do. */
export interface Saying {
  text: string
  flite?: string
  espeak?: string
}

interface OverlapLine extends Saying {
  command?: boolean
}

interface Clip {
  id: string
  split: 'tuning' | 'test'
  language: Language
  condition: Condition
}

export interface Overlap extends Clip {
  kind: 'interruption' | 'wait' | 'backchannel'
  saying: Saying
  /** The engine may obey it by itself. */
  command: boolean
  voice: string
  /** When it begins, in milliseconds of reply that were heard. */
  atMs: number
}

export interface Noise extends Clip {
  kind: 'noise'
  sound: string
  seed: number
  ms: number
  dbfs: number
  atMs: number
}

export interface Ending extends Clip {
  kind: 'answer' | 'thinking' | 'dangling'
  asked: string | null
  saying: Saying
  voice: string
  /** What follows after `pauseMs` of silence; null for an answer. */
  next: { pauseMs: number; saying: Saying } | null
}

/** How somebody pauses: `README.md`. */
export interface Speaker {
  name: string
  voice: string
  turns: number
  phrases: [fewest: number, most: number]
  pauseMedianMs: number
  pauseSigma: number
}

const read = <T>(name: string): T => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')) as T

/** Everything that is said or sounds while the companion speaks. */
export function overlaps(): Overlap[] {
  const recipe = read<Record<Overlap['kind'], Record<Language, (string | OverlapLine)[]>>>('overlaps.json')
  return Object.entries(recipe).flatMap(([kind, languages]) =>
    Object.entries(languages).flatMap(([language, lines]) =>
      lines.flatMap((line) => twice(kind as Overlap['kind'], language as Language, line)),
    ),
  )
}

function twice(kind: Overlap['kind'], language: Language, line: string | OverlapLine): Overlap[] {
  const saying = sayingOf(line)
  const command = typeof line !== 'string' && line.command === true
  const { id, split } = identify(kind, language, saying.text)
  const random = createRandom(id)
  const first = random.whole(0, VOICES[language].length - 1)
  const conditions: Condition[] = ['clean', random.pick(ADVERSE)]
  return conditions.map((condition, n) => ({
    id: `${id}-${condition}`,
    split,
    kind,
    language,
    condition,
    saying,
    command,
    voice: voiceAt(language, first + n),
    atMs: random.whole(1200, 4000),
  }))
}

/** Sounds that nobody means, while the companion speaks. */
export function noises(): Noise[] {
  const recipe = read<{ sound: string; seeds: number; ms: number; dbfs: number }[]>('noises.json')
  return recipe.flatMap(({ sound, seeds, ms, dbfs }) =>
    Array.from({ length: seeds }, (_, seed): Noise => {
      const { id, split } = identify('noise', 'en', `${sound} ${seed}`)
      const atMs = createRandom(id).whole(1200, 3000)
      return { id, split, kind: 'noise', language: 'en', condition: 'clean', sound, seed, ms, dbfs, atMs }
    }),
  )
}

interface EndingLine extends Saying {
  asked?: string
  pause?: number
  then?: string
}

/** What is said while the companion listens. */
export function endings(): Ending[] {
  const recipe = read<Record<Ending['kind'], Record<Language, EndingLine[]>>>('endings.json')
  return Object.entries(recipe).flatMap(([kind, languages]) =>
    Object.entries(languages).flatMap(([language, lines]) =>
      lines.map((line) => ending(kind as Ending['kind'], language as Language, line)),
    ),
  )
}

const THINKING_MS = 4_000

function ending(kind: Ending['kind'], language: Language, line: EndingLine): Ending {
  const { id, split } = identify(kind, language, line.text)
  const random = createRandom(id)
  return {
    id,
    split,
    kind,
    language,
    condition: random.pick(['clean', ...ADVERSE] as const),
    asked: line.asked ?? null,
    saying: sayingOf(line),
    voice: voiceAt(language, random.whole(0, 99)),
    next: line.then ? { pauseMs: line.pause ?? THINKING_MS, saying: { text: line.then } } : null,
  }
}

/** People who pause, and the phrases they say. */
export function speakers() {
  return read<{ slow: Speaker[]; quick: Speaker[]; ordinary: Speaker[]; phrases: string[] }>('speakers.json')
}

function voiceAt(language: Language, n: number): string {
  const voices = VOICES[language]
  return voices[n % voices.length] ?? 'flite:rms'
}

function sayingOf(line: string | Saying): Saying {
  if (typeof line === 'string') return { text: line }
  const { text, flite, espeak } = line
  return { text, ...(flite ? { flite } : {}), ...(espeak ? { espeak } : {}) }
}

function identify(kind: string, language: string, text: string): Pick<Clip, 'id' | 'split'> {
  const hash = createHash('sha256').update(`${kind}|${language}|${text}`).digest()
  const split = (hash[0] ?? 0) % 2 === 0 ? 'tuning' : 'test'
  return { id: `${kind}-${language}-${hash.toString('hex').slice(0, 8)}`, split }
}
