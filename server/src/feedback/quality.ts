import type { Dimension, FeedbackReason, ImplicitKind, Quality, QualityBand } from '@lva/contracts/feedback'
import { likeness, wordSet } from '../language/likeness.ts'
import { isStopWord } from '../language/stop-words.ts'
import { sentencesOf, wordsOf } from '../language/words.ts'

/** What each dimension weighs; all of them together 1. */
export type Weights = Record<Dimension, number>

/** Everything that tells how good a reply was. */
export interface Telling {
  asked: string
  reply: string
  /** More than three sentences were asked for, or somebody likes long replies. */
  mayBeLong: boolean
  thumb: 'up' | 'down' | null
  rating: number | null
  reason: FeedbackReason | null
  corrected: boolean
  noticed: readonly ImplicitKind[]
  cites: boolean
  /** A claim of it rested on nothing, and was left out. */
  ungrounded: boolean
}

const DIMENSIONS = [
  'relevance',
  'helpfulness',
  'engagement',
  'clarity',
  'accuracy',
] as const satisfies readonly Dimension[]

const BANDS: ReadonlyArray<[from: number, band: QualityBand]> = [
  [0.9, 'excellent'],
  [0.75, 'good'],
  [0.6, 'satisfactory'],
  [0.4, 'needs-improvement'],
]

/** What each thing that was noticed says of how much somebody wanted the reply. */
const ENGAGED: Partial<Record<ImplicitKind, number>> = {
  'follow-up': 1,
  replay: 0.8,
  'long-pause': 0.5,
  interrupt: 0.3,
  skip: 0.2,
  abandonment: 0,
}

/** Characters of either text; nobody listens to more, and others wait meanwhile. */
const LOOKED_AT = 3_000
/** A reply that takes up so much of what was asked is about it. */
const TAKEN_UP = 0.4
/** Fewer words of content say nothing about what a reply has to take up. */
const CONTENT_MIN = 2
const SENTENCES_MAX = 3
/** A sentence of more words is hard to follow by ear, and one of twice as many cannot be. */
const WORDS_PER_SENTENCE = 20
/** From how much likeness on the same is asked again, and of how many words that takes. */
const REPHRASED_FROM = 0.7
const REPHRASED_WORDS = 3
const WRITTEN = [/(?:^|\n)\s{0,3}(?:#{1,6}|[-*+]|\d{1,2}[.)])\s/, /\*\*|__|```|\]\(|\|/]

const ASKED_FOR_MUCH = new Set(
  `explain describe elaborate detail details list steps compare summarise summarize why how erkläre erklär beschreibe ausführlich warum explica
  explícame describe detalle detalles explique expliquez décris détail détails pourquoi`
    .trim()
    .split(/\s+/),
)

/** Whether a turn asks for more than a sentence or two can hold. */
export function asksForMuch(text: string): boolean {
  return wordsOf(text.slice(0, 400)).some(({ key }) => ASKED_FOR_MUCH.has(key))
}

/** What a reply is called that has this score. */
export function bandOf(score: number): QualityBand {
  return BANDS.find(([from]) => score >= from)?.[1] ?? 'poor'
}

/**
 * How good a reply was: the weighted mean of the dimensions something tells about; the others are null and the rest weighs more. Clarity
 * is there for every reply. Pure, and linear in the length of both texts, of which the beginning is looked at.
 */
export function judge({ asked, reply, ...rest }: Telling, weights: Weights): Quality {
  const telling = { ...rest, asked: asked.slice(0, LOOKED_AT), reply: reply.slice(0, LOOKED_AT) }
  const dimensions: Record<Dimension, number | null> = {
    relevance: relevanceOf(telling),
    helpfulness: helpfulnessOf(telling),
    engagement: engagementOf(telling),
    clarity: clarityOf(telling),
    accuracy: accuracyOf(telling),
  }
  const score = weighted(dimensions, weights)
  return { score, band: bandOf(score), dimensions }
}

/** The weighted mean of what is there; 0 when nothing of any weight is. */
export function weighted(dimensions: Record<Dimension, number | null>, weights: Weights): number {
  let sum = 0
  let weight = 0
  for (const name of DIMENSIONS) {
    const value = dimensions[name]
    if (value === null) continue
    sum += weights[name] * value
    weight += weights[name]
  }
  return weight === 0 ? 0 : Math.min(1, Math.max(0, sum / weight))
}

function relevanceOf({ asked, reply, reason, corrected }: Telling): number | null {
  if (reason === 'off-topic' || corrected) return 0
  const wanted = contentOf(asked)
  if (wanted.size < CONTENT_MIN) return null
  const held = wordSet(reply)
  const shared = [...wanted].filter((word) => held.has(word)).length / wanted.size
  return 0.5 + 0.5 * Math.min(1, shared / TAKEN_UP)
}

function contentOf(text: string): ReadonlySet<string> {
  const telling = wordsOf(text).filter(({ key }) => !isStopWord(key))
  return wordSet(telling.map(({ text }) => text).join(' '))
}

function helpfulnessOf({ thumb, rating }: Telling): number | null {
  const said = [thumb && (thumb === 'up' ? 1 : 0), rating && (rating - 1) / 4].filter((one) => one !== null)
  return said.length === 0 ? null : mean(said)
}

function engagementOf({ noticed }: Telling): number | null {
  const told = noticed.flatMap((kind) => ENGAGED[kind] ?? [])
  return told.length === 0 ? null : mean(told)
}

function clarityOf({ reply, mayBeLong, reason }: Telling): number {
  const sentences = sentencesOf(reply)
  const words = wordsOf(reply).length
  const long = Math.max(0, words / Math.max(1, sentences.length) / WORDS_PER_SENTENCE - 1)
  const many = mayBeLong ? 0 : Math.max(0, sentences.length - SENTENCES_MAX)
  const written = WRITTEN.some((mark) => mark.test(reply))
  const clear = 1 - Math.min(0.5, long * 0.5) - Math.min(0.45, many * 0.15) - (written ? 0.4 : 0)
  const said = reason === 'unclear' || reason === 'too-long' || reason === 'too-fast' ? 0.3 : 1
  return Math.max(0, Math.min(clear, said))
}

function accuracyOf({ reason, cites, ungrounded }: Telling): number | null {
  if (reason === 'wrong') return 0
  if (ungrounded) return 0.3
  return cites ? 1 : null
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

/** Whether the same is asked again in other words. Too few words are alike by chance. */
export function isRephrased(text: string, before: string): boolean {
  const [one, other] = [wordSet(text), wordSet(before)]
  return one.size >= REPHRASED_WORDS && other.size >= REPHRASED_WORDS && likeness(one, other) >= REPHRASED_FROM
}
