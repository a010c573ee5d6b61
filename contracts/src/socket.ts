import { z } from 'zod'
import { AnsweredBy, AUDIO_BYTES_MAX, Intent, TURN_TEXT_MAX } from './conversation.ts'
import { Id, text } from './text.ts'
import { inLiveVoice, voiceClientFrames, voiceServerFrames } from './voice.ts'

/** Raised when a frame below changes incompatibly; the fingerprint test pins the schemas to it. */
export const PROTOCOL_VERSION = 1
/** The subprotocol the server selects; `bearer.<token>` may travel beside it. */
export const SUBPROTOCOL = 'lva.v1'

const wishes = {
  stream: z.boolean().default(false).describe('Also send transcript-* and reply-* frames.'),
  speak: z.boolean().default(false).describe('Also send the reply as sound: audio-start, binary WAV, audio-end.'),
  mode: z.enum(['conversation', 'capture']).default('conversation'),
}

/** What a client may send over `/ws/{session_id}`. */
export const ClientFrame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('auth'), token: z.string().max(4096) }),
  z.object({ type: z.literal('text'), text: text({ max: TURN_TEXT_MAX }), ...wishes }),
  z.object({ type: z.literal('audio'), audio: z.string().max(Math.ceil(AUDIO_BYTES_MAX / 3) * 4 + 4), ...wishes }),
  z.object({ type: z.literal('turn-cancel') }),
  z.object({ type: z.literal('end') }),
  z.object({ type: z.literal('ping') }),
  ...voiceClientFrames,
])
export type ClientFrame = z.infer<typeof ClientFrame>

/**
 * What the server may send. Binary frames between `audio-start` and `audio-end` are one WAV file in pieces; in a live voice they are
 * bare samples.
 */
export const ServerFrame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('auth-ok') }),
  z.object({
    type: z.literal('response'),
    user_text: z.string(),
    agent_text: z.string().nullable(),
    intent: Intent,
    exchange_id: Id,
    session_id: z.string(),
    answered_by: AnsweredBy.nullable(),
  }),
  z.object({ type: z.literal('transcript-start') }),
  z.object({ type: z.literal('transcript-end'), text: z.string(), exchange_id: Id }),
  z.object({ type: z.literal('reply-start'), exchange_id: Id, ...inLiveVoice.start }),
  z.object({ type: z.literal('reply-delta'), text: z.string() }),
  z.object({ type: z.literal('tool'), name: z.string(), running: z.boolean() }).describe('A tool began, or ended.'),
  z.object({ type: z.literal('reply-end'), exchange_id: Id, interrupted: z.boolean(), ...inLiveVoice.end }),
  z.object({ type: z.literal('audio-start'), exchange_id: Id, mime: z.literal('audio/wav') }),
  z.object({ type: z.literal('audio-end'), exchange_id: Id }),
  z.object({ type: z.literal('summary'), text: z.string() }),
  z.object({ type: z.literal('pong') }),
  z.object({
    type: z.literal('error'),
    code: z.string(),
    detail: z.string(),
    exchange_id: Id.optional(),
    session_id: z.string().optional(),
    kept: z.boolean().optional(),
  }),
  ...voiceServerFrames,
])
export type ServerFrame = z.infer<typeof ServerFrame>
