import { LRUCache } from 'lru-cache'
import type { Language } from '../../../language/stop-words.ts'
import { areForms, type Term, termsOf } from '../../../language/terms.ts'
import { type Clause, clausesOf, sentencesIn } from './clauses.ts'

/** Words to look others up in: as they are, in their forms, and in words that are said for them. */
export interface Bag {
  has(word: Term): boolean
}

/** What a source says, read once. */
export interface SourceText {
  id: string
  language: Language
  sentences: readonly string[]
  clauses: readonly Clause[]
  /** The words of each clause, of each sentence with the title, and of everything. */
  ofClause: readonly Bag[]
  ofSentence: readonly Bag[]
  all: Bag
  /** Its words in order, for quotations. */
  keys: readonly string[]
}

/** Longest text of a source that is read, in characters. */
const READ_MAX = 4_000

// A reply that goes on is judged by the same sources as before.
const texts = new LRUCache<string, Omit<SourceText, 'id'>>({ max: 60 })

/** Reads a source; `known` are words that are true of it and stand elsewhere: who found it, when it was written. */
export function readSource(
  { id, title, text, known = '' }: { id: string; title: string | null; text: string; known?: string },
  language: Language,
): SourceText {
  const key = [language, known, title ?? '', text.slice(0, READ_MAX)].join('\n')
  const before = texts.get(key)
  const source = before ?? readText({ title, text, known }, language)
  texts.set(key, source)
  return { ...source, id }
}

function readText(
  { title, text, known }: { title: string | null; text: string; known: string },
  language: Language,
): Omit<SourceText, 'id'> {
  const read = text.slice(0, READ_MAX)
  const clauses = clausesOf(read, language)
  const sentences = sentencesIn(read, language)
  const named = termsOf(title ?? '', language)
  const words = clauses.map(({ terms }) => terms)
  return {
    ...{ language, clauses, sentences },
    ofClause: words.map((terms) => bagOf(terms, language)),
    ofSentence: sentences.map((_, at) =>
      bagOf([...named, ...clauses.flatMap(({ sentence, terms }) => (sentence === at ? terms : []))], language),
    ),
    all: bagOf([...named, ...termsOf(known, language), ...words.flat()], language),
    keys: [...named, ...words.flat()].filter(({ kind }) => kind !== 'sign').map(({ key }) => key),
  }
}

const BEGINNING = 4

/** Puts words into a bag. */
export function bagOf(terms: readonly Term[], language: Language): Bag {
  const keys = new Set<string>()
  const senses = new Set<string>()
  const byBeginning = new Map<string, string[]>()
  for (const { kind, key, sense } of terms) {
    if (kind === 'sign' || keys.has(key)) continue
    keys.add(key)
    if (sense) senses.add(sense)
    if (key.length < BEGINNING) continue
    const beginning = language === 'de' ? '' : key.slice(0, BEGINNING)
    const others = byBeginning.get(beginning)
    if (others) others.push(key)
    else byBeginning.set(beginning, [key])
  }
  return {
    has({ key, sense }) {
      if (keys.has(key) || (sense !== '' && senses.has(sense))) return true
      const beginning = language === 'de' ? '' : key.slice(0, BEGINNING)
      return byBeginning.get(beginning)?.some((other) => areForms(key, other, language)) ?? false
    },
  }
}
