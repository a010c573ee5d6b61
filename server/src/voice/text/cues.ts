import { unitsOf } from '../../language/units.ts'
import { GERMAN } from './cue-phrases/de.ts'
import { ENGLISH } from './cue-phrases/en.ts'
import { SPANISH } from './cue-phrases/es.ts'
import { FRENCH } from './cue-phrases/fr.ts'
import { JAPANESE } from './cue-phrases/ja.ts'
import type { Cue, CuePhrases } from './cue-phrases/phrases.ts'
import { type Language, languageOf } from './language.ts'

/** Longest cue, in words, or in characters where a language sets no blanks. */
const LONGEST = { words: 14, characters: 40 }

/** What asks for more comes later: of two cues in one utterance the later here counts. */
const RANKS: (keyof CuePhrases)[] = [
  'around',
  'thanks',
  'backchannel',
  'wait',
  'stop',
  'go-on',
  'shorter',
  'slower',
  'repeat',
  'what',
]

interface Phrase {
  units: string[]
  kind: keyof CuePhrases
}

/** Phrases by their first unit. */
function phrasesOf(phrases: CuePhrases, language: Language): Map<string, Phrase[]> {
  const byFirst = new Map<string, Phrase[]>()
  for (const kind of RANKS)
    for (const written of phrases[kind].split(', ')) {
      const units = unitsOf(written, language)
      const first = units[0] ?? ''
      byFirst.set(first, [...(byFirst.get(first) ?? []), { units, kind }])
    }
  return byFirst
}

const PHRASES: Record<Language, Map<string, Phrase[]>> = {
  en: phrasesOf(ENGLISH, 'en'),
  es: phrasesOf(SPANISH, 'es'),
  de: phrasesOf(GERMAN, 'de'),
  fr: phrasesOf(FRENCH, 'fr'),
  ja: phrasesOf(JAPANESE, 'ja'),
}

/**
 * What an utterance asks for without being a turn of its own; null where it says more. The whole utterance has to be the cue: "stop"
 * is one, "the bus stop" is none. Pure, and constant in time: long text is no cue.
 */
export function cueOf(text: string, language: string): Cue | null {
  return strongest(read(text, language)?.said.at(-1) ?? new Set())
}

/** Whether more words may make it a cue: "hold" may become "hold on", and "can you" "can you repeat that". */
export function mayBecomeCue(text: string, language: string): boolean {
  const { units = [], said = [] } = read(text, language) ?? {}
  return said.some((kinds, from) => {
    if (kinds.size === 0) return false
    const open = units.slice(from)
    const phrases = PHRASES[languageOf(language)].get(open[0] ?? '') ?? []
    return open.length === 0 || phrases.some(({ units: all }) => open.every((unit, i) => all[i] === unit))
  })
}

/** What phrases make up an utterance; null where it is too long for a cue. */
function read(text: string, language: string): { units: string[]; said: Set<keyof CuePhrases>[] } | null {
  const known = languageOf(language)
  const longest = known === 'ja' ? LONGEST.characters : LONGEST.words
  const units = unitsOf(text.slice(0, 400), known)
  if (text.length > 400 || units.length === 0 || units.length > longest) return null
  // said[i]: the kinds of phrases that make up the first i units; empty where nothing makes them up from end to end.
  const said: Set<keyof CuePhrases>[] = units.map(() => new Set())
  said.unshift(new Set(['around']))
  said.forEach((kinds, from) => {
    if (kinds.size === 0) return
    for (const phrase of PHRASES[known].get(units[from] ?? '') ?? [])
      if (phrase.units.every((unit, i) => units[from + i] === unit))
        for (const kind of [...kinds, phrase.kind]) said[from + phrase.units.length]?.add(kind)
  })
  return { units, said }
}

function strongest(kinds: Set<keyof CuePhrases>): Cue | null {
  const kind = RANKS.findLast((kind) => kinds.has(kind))
  if (kind === undefined || kind === 'around' || kind === 'thanks') return null
  if (kind === 'what') return kinds.has('backchannel') ? null : 'repeat'
  return kind === 'backchannel' && kinds.has('thanks') ? null : kind
}
