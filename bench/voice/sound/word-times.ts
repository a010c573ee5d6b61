import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Saying } from '../corpus/corpus.ts'
import { extentOf, RATE_HZ } from './level.ts'

const run = promisify(execFile)

export interface SpokenWord {
  text: string
  fromMs: number
  toMs: number
}

interface Segment {
  fromMs: number
  toMs: number
  silent: boolean
}

/** flite prints each segment's end; each word takes as many of them as it has when it is said alone. */
export async function timesByFlite(saying: Saying, printed: string): Promise<SpokenWord[]> {
  let before = 0
  const segments = [...printed.matchAll(/(\S+):(\d+\.\d+)/g)].map(([, phone, end]): Segment => {
    const segment = { fromMs: before, toMs: Number(end) * 1000, silent: phone === 'pau' }
    before = segment.toMs
    return segment
  })
  const sounding = segments.filter(({ silent }) => !silent)
  const words = wordsOf(saying.text)
  const weights = saying.flite ? words.map(() => 1) : await segmentsAlone(words)
  return share(words, weights, sounding)
}

/** How many segments each word has: one run, the words as sentences of their own. */
async function segmentsAlone(words: string[]): Promise<number[]> {
  const text = words.map((word) => `${word.replace(/[^\p{L}\p{N}' -]/gu, '')}.`).join(' ')
  const { stdout } = await run('flite', ['-voice', 'rms', '-ps', '-t', text, 'none'])
  const counts = stdout
    .trim()
    .split(/\bpau\b/)
    .map((part) => part.trim().split(/\s+/).filter(Boolean).length)
    .filter(Boolean)
  return counts.length === words.length ? counts : words.map((word) => word.length)
}

/** Lays words on the segments, each as many as its share of all the weight. */
function share(words: string[], weights: number[], segments: Segment[]): SpokenWord[] {
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  let used = 0
  return words.map((text, n) => {
    const first = Math.min(segments.length - 1, Math.round((used / all) * segments.length))
    used += weights[n] ?? 0
    const last = Math.max(first, Math.round((used / all) * segments.length) - 1)
    return { text, fromMs: segments[first]?.fromMs ?? 0, toMs: segments[last]?.toMs ?? 0 }
  })
}

/** espeak-ng tells no times: the sounding extent is shared out by the weight of each word's phonemes. */
export async function timesByEspeak(saying: Saying, voice: string, samples: Float32Array): Promise<SpokenWord[]> {
  const { from, to } = extentOf(samples)
  const words = wordsOf(saying.text)
  const weights = saying.espeak ? words.map(() => 1) : await phonemeWeights(words, voice)
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  const lengthMs = ((to - from) / RATE_HZ) * 1000
  let at = (from / RATE_HZ) * 1000
  return words.map((text, n) => {
    const fromMs = at
    at += (lengthMs * (weights[n] ?? 0)) / all
    return { text, fromMs, toMs: at }
  })
}

async function phonemeWeights(words: string[], voice: string): Promise<number[]> {
  const { stdout } = await run('espeak-ng', ['-q', '-x', '--sep=_', '-v', voice, words.join('\n\n')])
  const lines = stdout.trim().split('\n').filter(Boolean)
  if (lines.length !== words.length) return words.map((word) => word.length)
  return lines.map((line) => {
    const phonemes = line.trim().split(/[_\s]+/)
    return phonemes.reduce((sum, phoneme) => sum + (/[aeiouyAEIOUV@03]/.test(phoneme) ? 2 : 1), 0)
  })
}

/** Words as they stand between spaces, punctuation kept: what a recogniser would write. */
function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter(Boolean)
}
