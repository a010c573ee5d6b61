import { z } from 'zod'
import { LISTENING_RATE_HZ } from '../pcm.ts'
import { type Dialect, DialectError, primary } from './deepgram-dialect.ts'
import type { SttSignal } from './stt.ts'

const Word = z.object({
  word: z.string(),
  confidence: z.number(),
  start: z.number().optional(),
  end: z.number().optional(),
})
const TurnInfo = z.object({
  type: z.literal('TurnInfo'),
  event: z.enum(['Update', 'StartOfTurn', 'EagerEndOfTurn', 'TurnResumed', 'EndOfTurn']),
  turn_index: z.number(),
  audio_window_end: z.number(),
  transcript: z.string(),
  words: z.array(Word).default([]),
})
type TurnInfo = z.infer<typeof TurnInfo>

const SIGNALS: Record<TurnInfo['event'], SttSignal['type']> = {
  StartOfTurn: 'partial',
  Update: 'partial',
  EagerEndOfTurn: 'eager',
  TurnResumed: 'resumed',
  EndOfTurn: 'final',
}

/** What the model for several languages knows. https://developers.deepgram.com/docs/flux/language-prompting */
const LANGUAGES = ['en', 'es', 'fr', 'de', 'hi', 'ru', 'pt', 'ja', 'it', 'nl']

/** Whether one of these models understands a language; null, if it is not known, is left to the model to find out. */
export function fluxUnderstands(language: string | null): boolean {
  const tag = primary(language)
  return tag === null || LANGUAGES.includes(tag)
}

/**
 * `/v2/listen`: the model itself tells turns apart, and when one is probably over before it is sure.
 * https://developers.deepgram.com/docs/flux/state
 */
export function fluxDialect({ model, language: tag }: { model: string; language: string | null }): Dialect {
  const language = primary(tag)
  const english = language === 'en' && !model.includes('multi')
  const query = new URLSearchParams({
    model: english ? model : 'flux-general-multi',
    ...(english || language === null ? {} : { language_hint: language }),
    encoding: 'linear16',
    sample_rate: String(LISTENING_RATE_HZ),
    eager_eot_threshold: '0.5',
  })
  let last: SttSignal = { type: 'partial', text: '', confidence: null, atMs: null }
  let turn = 0
  /** The turn that was ended before its end was told. */
  let cutTurn = -1

  function turnInfo(info: TurnInfo): SttSignal[] {
    turn = info.turn_index
    if (turn === cutTurn) return []
    const signal = { type: SIGNALS[info.event], ...readingOf(info) }
    last = signal
    // Nobody has said anything yet; and a turn without words is none.
    if (signal.text === '' && signal.type !== 'resumed') return []
    if (signal.type === 'final') last = { ...signal, type: 'partial', text: '', confidence: null }
    return [signal]
  }

  return {
    path: `/v2/listen?${query}`,
    chunkMs: 80,
    finalize: JSON.stringify({ type: 'ForceEndTurn' }),
    // It knows no other way to say that one is still there.
    keepAlive: { silenceMs: 80 },

    hear(message) {
      const { type } = z.object({ type: z.string() }).parse(message)
      if (type === 'Error') throw new DialectError('it reported a failure of its own')
      return type === 'TurnInfo' ? turnInfo(TurnInfo.parse(message)) : []
    },

    cut() {
      const { words, ...known } = last
      if (last.text !== '') cutTurn = turn
      last = { type: 'partial', text: '', confidence: null, atMs: last.atMs }
      return { ...known, ...(words ? { words } : {}), type: 'final' }
    },
  }
}

function readingOf({ transcript, words, audio_window_end }: TurnInfo): Omit<SttSignal, 'type'> {
  const timed = words.flatMap(({ word, start, end }) =>
    start === undefined || end === undefined
      ? []
      : [{ text: word, fromMs: Math.round(start * 1000), toMs: Math.round(end * 1000) }],
  )
  return {
    text: transcript.trim(),
    confidence: words.length === 0 ? null : words.reduce((sum, { confidence }) => sum + confidence, 0) / words.length,
    atMs: Math.round(audio_window_end * 1000),
    ...(timed.length > 0 && timed.length === words.length ? { words: timed } : {}),
  }
}
