import { z } from 'zod'
import { Id, Instant, text } from './text.ts'

/** Longest text of one turn, in characters. */
export const TURN_TEXT_MAX = 8_000
/** Largest audio upload, in bytes, before base64. */
export const AUDIO_BYTES_MAX = 25 * 1024 * 1024
const AUDIO_BASE64_MAX = Math.ceil(AUDIO_BYTES_MAX / 3) * 4 + 4

/** Chosen by the client or made by us; belongs to (user, session_id), so everybody may have a `test-session`. */
export const SessionId = text({ min: 1, max: 128 })

/** `decided_ms_ago`: how long ago somebody wanted the session deleted, in milliseconds; what was said in it since then stays. */
export const DeleteSessionQuery = z.object({
  decided_ms_ago: z.coerce.number().int().min(0).max(86_400_000).default(0),
})

/** What the learner meant to do with a turn. Decided from words, not substrings. */
export const Intent = z.enum(['end_conversation', 'question', 'listing', 'reflection', 'statement', 'command'])
export type Intent = z.infer<typeof Intent>

/** `conversation` is answered; `capture` is kept without an answer. */
export const Mode = z.enum(['conversation', 'capture'])
export type Mode = z.infer<typeof Mode>

/** One turn. Exactly what was said goes in `text` (or `message`) or, as a base64 audio file, in `audio_base64`. */
export const TurnRequest = z.object({
  session_id: SessionId.nullish(),
  text: text({ max: TURN_TEXT_MAX }).nullish(),
  message: text({ max: TURN_TEXT_MAX }).nullish(),
  audio_base64: z.string().max(AUDIO_BASE64_MAX).nullish(),
  mode: Mode.default('conversation'),
  said_at: z.iso.datetime().nullish().describe('When it was really said, for words kept offline; never in the future.'),
  document_ids: z
    .array(Id)
    .max(5)
    .nullish()
    .describe('What the turn is about, of my documents and pictures: the reply looks there first.'),
})
export type TurnRequest = z.infer<typeof TurnRequest>

/** Where in its document a passage stands; `from` and `to` are characters of its text. */
export const PassagePlace = z.object({
  page: z.int().nullish(),
  heading: z.string().nullish(),
  from: z.int().nullish(),
  to: z.int().nullish(),
})
export type PassagePlace = z.infer<typeof PassagePlace>

/** What a source is: something the learner said, a place of a document or picture of theirs, a memory of them, or a page of the web. */
export const SourceKind = z.enum(['turn', 'document', 'picture', 'memory', 'web'])
export type SourceKind = z.infer<typeof SourceKind>

/** A passage a reply really used. Opens at its moment, or at its place. */
export const Source = z.object({
  kind: SourceKind.default('turn'),
  exchange_id: Id.nullable().describe('The turn it was said in; null for a document, picture or page.'),
  session_id: z.string().nullable(),
  source_id: z.string().nullable().default(null).describe('The document, picture or memory; null for a turn.'),
  title: z.string().nullable().default(null).describe('What the document or picture is called.'),
  place: PassagePlace.nullable().default(null).describe('Where in the document.'),
  url: z.string().nullable().default(null).describe('Where the page is; null for what is the learner’s own.'),
  found_by: z.string().nullable().default(null).describe('Which search found the page, e.g. `wikipedia`.'),
  number: z.int().nullable().default(null).describe('What the reply calls it, as `[1]`; null where it does not.'),
  timestamp: Instant,
  text: z.string().describe('The passage, shortened to 240 characters; of a page, the sentences the reply rests on.'),
})
export type Source = z.infer<typeof Source>

/**
 * What was done to a reply, to be said beside it. `ungrounded`: a claim about the learner's past rested on nothing and was left out;
 * `ordered`: something it was given reads like an order to the companion, and was kept from it; `withheld`: a link, a call for a tool or
 * words of the companion's own instructions were left out.
 */
export const ReplyMark = z.enum(['ungrounded', 'ordered', 'withheld'])
export type ReplyMark = z.infer<typeof ReplyMark>

/** What the companion did besides speaking. `stopped`: the learner interrupted it. */
export const ToolUse = z.object({
  name: z
    .string()
    .describe('`research`, `calculator`, `time`, `memory`, `settings`, or `<server>/<tool>` of a tool server.'),
  state: z.enum(['done', 'failed', 'stopped']),
  ms: z.int().describe('How long it took.'),
  detail: z.string().nullable().describe('What went wrong or is missing, in a sentence: which source did not answer.'),
})
export type ToolUse = z.infer<typeof ToolUse>

/** Who gave a reply. `model` is null where the speaker has none. */
export const AnsweredBy = z.object({
  provider: z.string().describe('Who spoke: `companion` is the built-in one and no language model.'),
  model: z.string().nullable(),
})
export type AnsweredBy = z.infer<typeof AnsweredBy>

/** The answer to a turn. `user_text` equals the input exactly; `agent_text` is null in capture. */
export const TurnAnswer = z.object({
  session_id: z.string(),
  exchange_id: Id,
  user_text: z.string(),
  agent_text: z.string().nullable(),
  intent: Intent,
  timestamp: Instant,
  answered_by: AnsweredBy.nullable(),
  sources: z.array(Source).optional(),
  marks: z.array(ReplyMark).optional(),
  tools: z.array(ToolUse).optional(),
  audio_url: z.string().optional().describe('The reply as sound (WAV), playable for 5 minutes without a header.'),
})
export type TurnAnswer = z.infer<typeof TurnAnswer>

/**
 * Where an exchange stands. `pending`: the words are safe and will be answered later; `answering`: right now;
 * `interrupted`: the learner stopped the reply; `unheard`: a recording kept until a recogniser is configured.
 */
export const ExchangeState = z.enum(['answering', 'answered', 'interrupted', 'pending', 'captured', 'unheard'])
export type ExchangeState = z.infer<typeof ExchangeState>

/** What was said, and the answer to it; `agent_text` is null while there is none, and of a spoken one it is what was heard. `recording_id` is there while the sound is kept. */
export const Exchange = z.object({
  id: Id,
  timestamp: Instant,
  user_text: z.string(),
  agent_text: z.string().nullable(),
  intent: Intent,
  metadata: z.object({
    state: ExchangeState,
    answered_by: AnsweredBy.nullable(),
    answered_at: Instant.nullable(),
    sources: z.array(Source),
    marks: z.array(ReplyMark),
    tools: z.array(ToolUse),
    spoken: z.boolean().describe('The learner spoke it; false: typed.'),
    recording_id: Id.nullable(),
    corrected: z.boolean(),
    unheard_text: z.string().nullable().describe('What of a spoken reply was not heard, because it was interrupted.'),
  }),
})
export type Exchange = z.infer<typeof Exchange>

/** A page of a session, oldest first. Unknown and foreign sessions are empty. */
export const History = z.object({ session_id: z.string(), history: z.array(Exchange), count: z.int() })
export type History = z.infer<typeof History>
/** Which page of a session: the newest, unless `before` or `around` names an exchange. */
export const HistoryQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(20),
  before: Id.optional().describe('Only exchanges older than this one.'),
  around: Id.optional().describe('The page that has this exchange in its middle.'),
})

/** A learner corrects their own words; the reply is made anew when `regenerate` is true. */
export const ExchangeChange = z
  .object({ user_text: text({ min: 1, max: TURN_TEXT_MAX }).optional(), regenerate: z.boolean().default(false) })
  .refine(
    (body) => body.user_text !== undefined || body.regenerate,
    'Say what to change: user_text, regenerate or both.',
  )
export type ExchangeChange = z.infer<typeof ExchangeChange>

/** A session in the list of them. It is active again, and `ended_at` null, when something more is said in it. */
export const SessionSummary = z.object({
  session_id: z.string(),
  title: z.string(),
  started_at: Instant,
  last_at: Instant,
  ended_at: Instant.nullable(),
  exchange_count: z.int(),
  pending_count: z.int().describe('Turns not answered yet.'),
  summary: z.string().nullable().describe('Written when the session ended.'),
})
export type SessionSummary = z.infer<typeof SessionSummary>
/** Something was said, answered, changed or removed in a session, or it ended. */
export const SessionChanged = z.object({ type: z.literal('session-changed'), session_id: z.string() })
/** Somebody wants a reply stopped; the process that gives it does. */
export const ReplyStopped = z.object({ type: z.literal('reply-stopped'), exchange_id: Id })
/** Sessions, the latest first; `count` is how many are in this answer. */
export const Sessions = z.object({ sessions: z.array(SessionSummary), count: z.int() })
/** Which page of the sessions: the latest, unless `before` says from where on. */
export const SessionsQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: z.iso.datetime().optional().describe('Only sessions whose `last_at` is before this instant.'),
})
/** The note written when a session ended; empty when nothing was said in it. */
export const SessionEnd = z.object({ session_id: z.string(), summary: z.string() })
export type SessionEnd = z.infer<typeof SessionEnd>

/** How a downloaded session is written. `json` holds every field of every exchange. */
export const ExportFormat = z.enum(['markdown', 'json', 'text'])
export type ExportFormat = z.infer<typeof ExportFormat>

/** How much the learner has said. `sessions.ids` names the active ones, the latest first, at most 100. */
export const Stats = z.object({
  database: z.object({ total_captures: z.int(), unique_sessions: z.int(), last_capture: Instant.nullable() }),
  sessions: z.object({ active: z.int(), ids: z.array(z.string()) }),
})
export type Stats = z.infer<typeof Stats>

/** Events of a turn answered as `text/event-stream`; the event name is `type`, the data the rest as JSON. */
export const TurnEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('turn-start'), session_id: z.string(), exchange_id: Id, user_text: z.string() }),
  z.object({ type: z.literal('reply-delta'), text: z.string() }),
  z.object({ type: z.literal('tool'), name: z.string(), running: z.boolean() }).describe('A tool began, or ended.'),
  z.object({ type: z.literal('reply-end'), ...TurnAnswer.shape }),
  z.object({
    type: z.literal('error'),
    detail: z.string(),
    code: z.string(),
    session_id: z.string().optional(),
    exchange_id: Id.optional(),
    kept: z.boolean().optional(),
  }),
])
export type TurnEvent = z.infer<typeof TurnEvent>

/** Voices the server can speak with. `browser` means none: the page may use the browser's own. */
export const Voices = z.object({
  provider: z.string().nullable(),
  voices: z.array(z.object({ id: z.string(), name: z.string(), language: z.string() })),
})
export type Voices = z.infer<typeof Voices>

/** Where a reply can be heard without a header, for five minutes. */
export const SpeechLink = z.object({ audio_url: z.string() })
export type SpeechLink = z.infer<typeof SpeechLink>
