import type {
  AnsweredBy,
  Exchange,
  ExchangeState,
  Intent,
  ReplyMark,
  Source,
  ToolUse,
  TurnEvent,
} from '@lva/contracts/conversation'
import type { Kept } from '../outbox/kept.ts'
import type { Pace } from '../voice/live/pace.ts'
import type { ReplyState } from '../voice/microphone.ts'

/** Longest text of one turn, in characters: `TURN_TEXT_MAX` of the contract, which the page does not load. */
export const LONGEST_TEXT = 8_000

/** Where a turn stands: as the server says, or, before the server has it, still on this device. */
export type TurnState = ExchangeState | 'kept-here' | 'sending' | 'refused'

/** One turn as the script shows it. `words` is null while a recording is not written down. */
export type Turn = {
  /** Stays the same from the first keystroke to the last answer, so that the page never redraws it as another. */
  key: string
  exchangeId: string | null
  saidAt: string
  spoken: boolean
  words: string | null
  reply: string | null
  state: TurnState
  intent: Intent | null
  answeredBy: AnsweredBy | null
  sources: Source[]
  marks: ReplyMark[]
  tools: ToolUse[]
  /** The tools that are at work for its reply just now; undefined until there was one, and again when the reply has ended. */
  doing?: readonly string[] | undefined
  recordingId: string | null
  corrected: boolean
  /** The reply as sound; the address lives five minutes. */
  audioUrl: string | null
  /** What went wrong, in a sentence. */
  why: string | null
  /** The turn as it lies on this device; null once the server has it. */
  kept: Kept | null
  /** What of a reply was written and never heard, because the learner interrupted it. */
  unheard?: string | null
  /** Where the time went, of a turn that was answered live on this page. */
  pace?: Pace | undefined
}

/** A turn the server has. */
export function turnOf(exchange: Exchange): Turn {
  const { metadata } = exchange
  return {
    key: exchange.id,
    exchangeId: exchange.id,
    saidAt: exchange.timestamp,
    spoken: metadata.spoken,
    words: metadata.state === 'unheard' ? null : exchange.user_text,
    reply: exchange.agent_text,
    state: metadata.state,
    intent: exchange.intent,
    answeredBy: metadata.answered_by,
    sources: metadata.sources,
    marks: metadata.marks,
    tools: metadata.tools,
    recordingId: metadata.recording_id,
    corrected: metadata.corrected,
    audioUrl: null,
    why: null,
    kept: null,
    unheard: metadata.unheard_text,
  }
}

/** A turn of which the server has told nothing yet. */
export function untoldTurn(said: Pick<Turn, 'key' | 'saidAt' | 'spoken' | 'words'>): Turn {
  return {
    ...said,
    exchangeId: null,
    reply: null,
    state: 'sending',
    intent: null,
    answeredBy: null,
    sources: [],
    marks: [],
    tools: [],
    recordingId: null,
    corrected: false,
    audioUrl: null,
    why: null,
    kept: null,
  }
}

/** A turn that is still on this device. */
export function turnOfKept(kept: Kept, sending: boolean): Turn {
  const { id, saidAt, sound, words, refused } = kept
  return {
    ...untoldTurn({ key: id, saidAt, spoken: sound !== null, words }),
    state: refused !== null ? 'refused' : sending ? 'sending' : 'kept-here',
    why: refused,
    kept,
  }
}

/** The turn after one more event of its stream. Words after a stop are not shown: they were not heard. */
export function follow(turn: Turn, event: TurnEvent): Turn {
  switch (event.type) {
    case 'turn-start':
      return {
        ...turn,
        exchangeId: event.exchange_id,
        words: event.user_text,
        state: 'answering',
        why: null,
        kept: null,
      }
    case 'reply-delta':
      return turn.state === 'interrupted' ? turn : { ...turn, reply: (turn.reply ?? '') + event.text }
    case 'tool':
      return atWork(turn, event)
    case 'reply-end':
      return ended(turn, event)
    case 'error': {
      const exchangeId = event.exchange_id ?? turn.exchangeId
      return { ...turn, exchangeId, state: 'pending', reply: null, why: event.detail, kept: null, doing: undefined }
    }
  }
}

/** The turn after a tool began or ended. */
export function atWork(turn: Turn, { name, running }: { name: string; running: boolean }): Turn {
  const doing = turn.doing ?? []
  return { ...turn, doing: running ? [...doing, name] : doing.filter((_, at) => at !== doing.indexOf(name)) }
}

function ended(turn: Turn, answer: Extract<TurnEvent, { type: 'reply-end' }>): Turn {
  const facts = {
    exchangeId: answer.exchange_id,
    words: answer.user_text,
    intent: answer.intent,
    answeredBy: answer.answered_by,
    sources: answer.sources ?? [],
    marks: answer.marks ?? [],
    tools: answer.tools ?? [],
    doing: undefined,
    kept: null,
    why: null,
  }
  if (turn.state === 'interrupted') return { ...turn, ...facts }
  const state = answer.agent_text === null ? 'captured' : 'answered'
  return { ...turn, ...facts, reply: answer.agent_text, state, audioUrl: answer.audio_url ?? null }
}

/** True while a reply to it may still arrive by this page's own doing. */
export const isRunning = (turn: Turn): boolean =>
  turn.state === 'sending' || (turn.state === 'answering' && turn.kept === null)

/** What the microphone shows of the turn on its way, if any. */
export function replyStateOf(running: Turn | null, speaking: boolean): ReplyState {
  if (speaking) return 'speaking'
  if (!running) return 'none'
  if (running.words === null) return 'writing-down'
  return running.reply ? 'answering' : 'thinking'
}

/**
 * The script after the server told a page of its history. Turns keep their keys. What the page covers but does not hold was
 * removed elsewhere. `busy` are the keys of turns this page hears about directly; they are newer than any history.
 */
export function merge(turns: Turn[], exchanges: Exchange[], busy: ReadonlySet<string>): Turn[] {
  const known = new Map(turns.flatMap((turn) => (turn.exchangeId ? [[turn.exchangeId, turn] as const] : [])))
  const told = exchanges.map((exchange) => {
    const before = known.get(exchange.id)
    if (!before) return turnOf(exchange)
    if (busy.has(before.key)) return before
    return { ...turnOf(exchange), key: before.key, audioUrl: before.audioUrl, pace: before.pace }
  })
  const ids = new Set(exchanges.map((exchange) => exchange.id))
  const [from, to] = [exchanges.at(0)?.timestamp ?? '', exchanges.at(-1)?.timestamp ?? '']
  const gone = (turn: Turn) =>
    turn.exchangeId !== null && turn.saidAt >= from && turn.saidAt <= to && !busy.has(turn.key)
  const others = turns.filter(
    (turn) => !(turn.exchangeId && ids.has(turn.exchangeId)) && !(exchanges.length > 0 && gone(turn)),
  )
  const settled = (turn: Turn) => turn.exchangeId !== null && !busy.has(turn.key)
  const all = [...told, ...others]
  // What is on its way comes last, in its own order: this device's clock may differ from the server's.
  const past = all.filter(settled).sort((a, b) => a.saidAt.localeCompare(b.saidAt))
  return [...past, ...all.filter((turn) => !settled(turn))]
}
