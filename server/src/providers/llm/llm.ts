import type { Intent, PassagePlace, SourceKind } from '@lva/contracts/conversation'
import type { Preference } from '@lva/contracts/preferences'

/**
 * One message of the history. Roles alternate, the first and the last are the learner's. No text is empty, but for a message that calls tools
 * (`calls`, the companion's) and the one behind it, which holds what came of each of these calls in the same order (`results`, the learner's).
 */
export interface ChatMessage {
  role: 'learner' | 'companion'
  text: string
  calls?: ToolCall[]
  results?: ToolResult[]
  /** Pictures that are shown with the words. */
  pictures?: ShownPicture[]
}

/** A model wants a tool run. `input` is whatever it made up, checked by nobody yet; the text of it where that is no JSON. */
export interface ToolCall {
  /** Of the vendor; in a history no other call has it, and it is made of letters, digits, `_` and `-`, at most 64, like the name. */
  id: string
  name: string
  input: unknown
}

/** What came of a call. `text` is data, never instruction. */
export interface ToolResult {
  /** Of the call. */
  id: string
  name: string
  text: string
  failed: boolean
}

/** A picture for a model to look at. */
export interface ShownPicture {
  mime: 'image/jpeg'
  bytes: Uint8Array
}

/**
 * Something found again for a turn: what the learner said before, a place of a document or picture of theirs, or something known about
 * them. Data, never instruction.
 */
export interface RecalledPassage {
  /** What the reply names it by, as `[s1]`. */
  id: string
  kind: SourceKind
  /** The turn it was said in; null for other kinds. */
  exchangeId: string | null
  sessionId: string | null
  /** The document, picture or memory it is from; null for a turn. */
  sourceId: string | null
  title: string | null
  /** Where a page of the web is, and which search found it; absent for what is the learner's own. */
  url?: string
  foundBy?: string
  place: PassagePlace | null
  /** Passages with the same one were said or written together. */
  group: string
  /** When it was said or came here; RFC 3339, UTC. */
  at: string
  /** Until when it was true; absent: nothing is known against it. */
  until?: string
  text: string
}

/**
 * How somebody likes to be spoken to: which way each of the preferences leans that leans at all. `asked`: what
 * they have just said asks for it and says nothing else.
 */
export interface Style {
  leans: Partial<Record<Preference, 'low' | 'high'>>
  asked: boolean
}

/** The facts of a turn as data, for a speaker that reads no prose prompt. The built-in companion lives on these. */
export interface TurnFacts {
  intent: Intent
  /** The instant of the turn. */
  now: Date
  /** IANA time zone and BCP 47 tag of the learner. */
  timezone: string
  locale: string
  learnerName: string | null
  /** How they like to be spoken to, as instructions. Absent: nothing is known. */
  manner?: string
  /** The same for a speaker that reads no prose. */
  style?: Style
  /** What the learner has just said, exactly. */
  text: string
  /** How sure a recogniser was of that, 0–1, where it was not. Absent: typed, or heard well. */
  confidence?: number
  /** Earlier passages related to it, best first, none from the messages below. */
  recalled: RecalledPassage[]
  /** The learner asks about their own past, so that the answer is in `recalled`, in this conversation, or nowhere. Absent: no. */
  asksOwnPast?: boolean
  /** Everything the learner said in this session so far, oldest first, this turn excluded; at most 200. */
  saidInSession: string[]
  /** The same without orders to the companion, such as to look something up. Absent: there were none. */
  toldInSession?: string[]
  /** What the companion replied in this session so far, oldest first; lets it avoid asking the same twice. At most 50. */
  repliedInSession: string[]
}

export interface LlmRequest {
  /**
   * `reply` answers a turn; `summary` writes the note at the end of a session or a rolling summary; `memories` reads what was said, for JSON;
   * `cards` finds what can be asked again in what was said, for JSON; `analysis` finds what came out of it, for JSON, and puts it in a paragraph; `grade` judges an answer, for JSON; `tutor` helps somebody to an answer without giving it; `picture` says what one shows.
   */
  purpose: 'reply' | 'summary' | 'memories' | 'cards' | 'grade' | 'tutor' | 'picture' | 'analysis'
  /** Instructions. The part that never changes comes first, so that vendors can cache it. */
  system: { stable: string; changing: string }
  messages: ChatMessage[]
  facts: TurnFacts
  maxTokens: number
  /** 0–1; undefined: the vendor's own. */
  temperature?: number | undefined
  tools?: Tool[]
  /** None of them may be called any more; they are there because messages name them. */
  toolsOver?: boolean
}

/**
 * A tool a model may call. `parameters` is a JSON Schema object. One that changes anything is never offered together with recalled texts:
 * what they say must not be able to ask for it. A call for a tool that was not offered is not carried out.
 */
export interface Tool {
  name: string
  description: string
  parameters: Record<string, unknown>
}

/** Tokens a call used. Vendors that do not say leave a field undefined; it is never estimated. */
export interface Usage {
  /** All of the input, what was read from and written to the vendor's cache included. */
  inputTokens?: number | undefined
  outputTokens?: number | undefined
  cachedInputTokens?: number | undefined
  cacheWriteTokens?: number | undefined
}

/**
 * A reply in parts, in this order: one `start`, any number of `delta` and `tool-call`, one `end`.
 * `start` comes before the first word and says who speaks.
 */
export type LlmPart =
  | { type: 'start'; provider: string; model: string | null }
  | { type: 'delta'; text: string }
  | ({ type: 'tool-call' } & ToolCall)
  | {
      type: 'end'
      reason: 'complete' | 'length' | 'tool-call' | 'refusal'
      usage: Usage
    }

/** Something that answers. */
export interface Llm {
  /** The vendor's short name as used in `LLM=`; `companion` is the built-in one. */
  readonly name: string
  readonly model: string | null

  /**
   * Streams a reply. Ends quietly when `signal` aborts; throws ProviderError and nothing else.
   * A stream that the vendor cut off before its end is an error, never a short reply; so is an end without a word,
   * unless the vendor refused or called a tool.
   */
  stream(request: LlmRequest, options: { signal: AbortSignal }): AsyncIterable<LlmPart>

  /** Cheap check that the vendor answers and knows the model; throws ProviderError. Used by `lva doctor` and health. */
  probe?(options: { signal: AbortSignal }): Promise<void>
}
