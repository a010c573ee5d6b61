import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { sentencesOf } from '../../server/src/language/words.ts'
import type { RecalledPassage } from '../../server/src/providers/llm/llm.ts'

/** A passage a search may bring. */
interface Passage {
  id: string
  language: string
  title: string
  found: string
  published: string
  text: string
}

/** A sentence of a reply as a model writes it, with what the label says of it. */
interface Labelled {
  text: string
  /** The sources that hold it, by their place in what was given; empty: it needs none. */
  heldBy: string[]
}

/** A research question with what a search gave and answers to it; see README.md for the labels. */
export interface ResearchQuestion {
  ask: string
  language: string
  given: RecalledPassage[]
  half: 'tuning' | 'held out'
  honest: { reply: string; sentences: Labelled[] }
  /** Replies of one sentence that no source holds. */
  false: Array<{ kind: string; reply: string }>
  /** The honest answer with its marks exchanged: the sentences are held, by others. */
  marked: Array<{ kind: 'wrong number' | 'no such number'; reply: string; sentences: Labelled[] }>
}

interface Written {
  ask: string
  language: string
  given: string[]
  honest: string
  false: Array<[kind: string, reply: string]>
}

const MARK = /\[([^\]]+)\]/g
const MARKS = /\s*\[[^\]]+\]/g

const read = <T>(name: string): T => JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8')) as T

const corpus = new Map(read<Passage[]>('corpus').map((passage) => [passage.id, passage]))
export const QUESTIONS: ResearchQuestion[] = read<Written[]>('questions').map(questionOf)

/** The instant all questions are asked at. */
export const NOW = new Date('2026-11-28T09:00:00Z')

function questionOf({ ask, language, given, honest, false: lies }: Written): ResearchQuestion {
  const ids = new Map(given.map((name, at) => [name, `w${at + 1}`]))
  const idOf = (name: string) => {
    const id = ids.get(name)
    if (id === undefined) throw new Error(`"${ask}" cites ${name}, which it was not given.`)
    return id
  }
  const marked = (text: string) => text.replace(MARK, (_, names: string) => `[${idOf(names.split('|')[0] ?? '')}]`)
  const sentences = sentencesOf(honest).map((text) => ({
    text,
    heldBy: [...text.matchAll(MARK)].flatMap(([, names = '']) => names.split('|').map(idOf)),
  }))
  const exchanged = (kind: 'wrong number' | 'no such number', other: (heldBy: string[]) => string | undefined) => {
    const parts = sentences.filter(({ heldBy }) => heldBy.length > 0 && other(heldBy) !== undefined)
    const reply = parts
      .map(({ text, heldBy }) => `${text.replace(MARKS, '').replace(/\s*([.!?])$/, ` [${other(heldBy)}]$1`)}`)
      .join(' ')
    return parts.length > 0 ? [{ kind, reply, sentences: parts }] : []
  }
  return {
    ...{ ask, language, half: (createHash('sha256').update(ask).digest()[0] ?? 0) < 128 ? 'tuning' : 'held out' },
    given: given.map((name, at) => passageOf(name, `w${at + 1}`)),
    honest: { reply: marked(honest), sentences },
    false: lies.map(([kind, reply]) => ({ kind, reply: marked(reply) })),
    marked: [
      ...exchanged('wrong number', (heldBy) => [...ids.values()].findLast((id) => !heldBy.includes(id))),
      ...exchanged('no such number', () => `w${given.length + 3}`),
    ],
  }
}

function passageOf(name: string, id: string): RecalledPassage {
  const passage = corpus.get(name)
  if (!passage) throw new Error(`There is no ${name} in the corpus.`)
  return given(passage, id)
}

function given({ id: name, title, text, found, published }: Passage, id: string): RecalledPassage {
  const url = `https://${found}.example/${name}`
  return {
    ...{ id, kind: 'web', exchangeId: null, sessionId: null, sourceId: null, title, url, foundBy: found, place: null },
    ...{ group: url, at: `${published}T00:00:00Z`, text },
  }
}

/** A sentence about a source, and whether that holds it; more rules were read off these. */
export interface Retold {
  question: Pick<ResearchQuestion, 'ask' | 'language' | 'given'>
  sentence: string
  held: boolean
}

interface OfSource {
  of: string
  language?: string
  held: string[]
  not: string[]
}

/** Each source beside two others, and what is said of it. */
export const RETOLD: Retold[] = read<OfSource[]>('development').flatMap(
  ({ of, language = 'en', held, not }, at, all) => {
    const given = [of, ...[at + 1, at + 9].map((other) => all[other % all.length]?.of ?? of)]
    const ask = `${corpus.get(of)?.title}?`
    const question = { ask, language, given: given.map((name, n) => passageOf(name, `w${n + 1}`)) }
    return [...held, ...not].map((sentence) => ({ question, sentence, held: held.includes(sentence) }))
  },
)

interface Audited extends Passage, Pick<OfSource, 'held' | 'not'> {
  ask: string
}

/** What somebody found who looked for lies that come through, and more of those kinds, each beside two other sources. */
export const AUDITED: Retold[] = read<Audited[]>('audit').flatMap((passage, at, all) => {
  const sources = [0, 1, 2].flatMap((more) => all[(at + more) % all.length] ?? [])
  const question = { ...passage, given: sources.map((one, n) => given(one, `w${n + 1}`)) }
  return [...passage.held, ...passage.not].map((sentence) => ({
    ...{ question, sentence, held: passage.held.includes(sentence) },
  }))
})
