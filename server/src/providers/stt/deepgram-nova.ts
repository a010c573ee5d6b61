import { z } from 'zod'
import { LISTENING_RATE_HZ } from '../pcm.ts'
import { type Dialect, DialectError, joined, primary } from './deepgram-dialect.ts'
import type { HeardWord, SttSignal } from './stt.ts'

const Word = z.object({ word: z.string(), punctuated_word: z.string().optional(), start: z.number(), end: z.number() })
const Results = z.object({
  type: z.literal('Results'),
  start: z.number(),
  duration: z.number(),
  is_final: z.boolean().default(false),
  speech_final: z.boolean().default(false),
  from_finalize: z.boolean().default(false),
  channel: z.object({
    alternatives: z.tuple(
      [z.object({ transcript: z.string(), confidence: z.number(), words: z.array(Word).default([]) })],
      z.unknown(),
    ),
  }),
})
type Results = z.infer<typeof Results>

interface Segment {
  text: string
  confidence: number
  words: HeardWord[]
}

/**
 * `/v1/listen`: results of a stretch of sound, first preliminary, then final; several final ones make an utterance, which ends at a pause.
 * https://developers.deepgram.com/docs/understand-endpointing-interim-results
 */
export function novaDialect({ model, language: tag }: { model: string; language: string | null }): Dialect {
  const language = primary(tag)
  const query = new URLSearchParams({
    model,
    language: language ?? 'multi',
    encoding: 'linear16',
    sample_rate: String(LISTENING_RATE_HZ),
    channels: '1',
    punctuate: 'true',
    interim_results: 'true',
    vad_events: 'true',
    endpointing: '300',
    utterance_end_ms: '1000',
  })
  let done: Segment[] = []
  let interim: Segment | null = null
  let heardMs = 0
  /** Words before this were said in an utterance that was cut. */
  let cutMs = 0

  function signal(type: SttSignal['type']): SttSignal {
    const segments = [...done, ...(interim ? [interim] : [])].filter(({ text }) => text !== '')
    const words = segments.flatMap((segment) => segment.words)
    return {
      type,
      text: joined(
        segments.map(({ text }) => text),
        language,
      ),
      confidence: segments.length === 0 ? null : mean(segments.map(({ confidence }) => confidence)),
      atMs: heardMs,
      ...(words.length > 0 ? { words } : {}),
    }
  }

  function end(): SttSignal {
    const final = signal('final')
    done = []
    interim = null
    return final
  }

  function results(message: Results): SttSignal[] {
    heardMs = Math.max(heardMs, Math.round((message.start + message.duration) * 1000))
    const segment = segmentOf(message, cutMs, language)
    interim = message.is_final ? null : segment
    if (message.is_final) done.push(segment)
    const known = signal('partial')
    if (message.is_final && message.from_finalize) return [end()]
    if (known.text === '') return []
    return [message.is_final && message.speech_final ? end() : known]
  }

  return {
    path: `/v1/listen?${query}`,
    chunkMs: 40,
    finalize: JSON.stringify({ type: 'Finalize' }),
    keepAlive: { words: JSON.stringify({ type: 'KeepAlive' }) },

    hear(message) {
      const { type } = z.object({ type: z.string() }).parse(message)
      if (type === 'Error') throw new DialectError('it reported a failure of its own')
      if (type === 'Results') return results(Results.parse(message))
      // In noise no pause is found; this comes when no word was heard for a second.
      return type === 'UtteranceEnd' && done.some(({ text }) => text !== '') && !interim?.text ? [end()] : []
    },

    cut() {
      if (interim) cutMs = interim.words.at(-1)?.toMs ?? cutMs
      return end()
    },
  }
}

function segmentOf({ channel }: Results, cutMs: number, language: string | null): Segment {
  const [{ transcript, confidence, words: spoken }] = channel.alternatives
  const words = spoken
    .map(({ word, punctuated_word = word, start, end }) => ({
      text: punctuated_word,
      ...{ fromMs: Math.round(start * 1000), toMs: Math.round(end * 1000) },
    }))
    .filter(({ fromMs }) => fromMs >= cutMs)
  const whole = words.length === spoken.length
  const text = whole
    ? transcript.trim()
    : joined(
        words.map((word) => word.text),
        language,
      )
  return { text, confidence, words }
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
