import { sentenceSpans } from '../language/claiming.ts'
import { type Language, languageOf } from '../language/stop-words.ts'
import { type Word, wordsOf } from '../language/words.ts'
import type { Material, ReadTurn } from './material.ts'

/** Longer turns are read so far, in characters. */
const SAID_MAX = 4_000
/** A longer sentence is no sentence, in characters. */
const SENTENCE_MAX = 600
const TOLD_BY = 12

/** A sentence of a turn, as it stands there. */
export interface Sentence {
  text: string
  words: Word[]
  /** Of its turn. */
  language: Language
}

/** The sentences of a turn; what is too long to be one is left out. */
export function sentencesOfTurn({ said }: Pick<ReadTurn, 'said'>, fallback: Language): Sentence[] {
  const text = said.slice(0, SAID_MAX)
  const language = languageOf(
    wordsOf(text).map(({ key }) => key),
    fallback,
  )
  return sentenceSpans(text)
    .map(({ start, end }) => text.slice(start, end))
    .filter((sentence) => sentence.length <= SENTENCE_MAX)
    .map((sentence) => ({ text: sentence, words: wordsOf(sentence), language }))
}

/** The language most of the first turns are in; the learner's own where they do not tell. */
export function spokenLanguage({ turns, language }: Pick<Material, 'turns' | 'language'>): Language {
  const keys = turns.slice(0, TOLD_BY).flatMap(({ said }) => wordsOf(said.slice(0, 400)).map(({ key }) => key))
  return languageOf(keys, language)
}

/** Every sentence of every turn, in order. */
export function everySentence(material: Material): Array<Sentence & { turn: ReadTurn }> {
  const fallback = spokenLanguage(material)
  return material.turns.flatMap((turn) => sentencesOfTurn(turn, fallback).map((sentence) => ({ ...sentence, turn })))
}

/** A sentence as a statement shows it: without the mark and the blanks around it. */
export function shown(sentence: string): string {
  return sentence.replace(/^[\s>*\-–—•]+/u, '').trim()
}
