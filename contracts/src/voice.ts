import { z } from 'zod'
import { Id, text } from './text.ts'

/** Sound a client sends: 16-bit mono PCM, little-endian, at this rate. */
export const HEARD_RATE_HZ = 16_000
/** Sound the server sends: 16-bit mono PCM, little-endian, at this rate. */
export const SPOKEN_RATE_HZ = 24_000
/** How long one frame of a client's sound is, in milliseconds. */
export const FRAME_MS = 20
/** Bytes of one frame of a client's sound. */
export const FRAME_BYTES = (HEARD_RATE_HZ / 1000) * FRAME_MS * 2
/** Frames that may travel in one binary message; more than one when sound is sent again after a lost connection. */
export const FRAMES_AT_ONCE_MAX = 50
/** For how long a live voice waits, paused, for a client whose connection was lost, in milliseconds. */
export const RESUME_WITHIN_MS = 30_000
/** Longest text one `transcript` frame may carry, in characters. */
export const TRANSCRIPT_MAX = 8_000

/** How a learner waits: 0 is quick, 1 is patient. */
export const Patience = z.number().min(0).max(1)
/** How fast replies are spoken; 1 is the voice's own pace. */
export const SpeechRate = z.number().min(0.5).max(2)
/** What a voice is called by its provider. */
export const VoiceName = text({ min: 1, max: 120 })
/** What turns are about, of the learner's documents and pictures. */
const AboutDocuments = z.array(Id).max(5)
/** A language as BCP 47 has it. */
export const LanguageTag = text({ min: 2, max: 35 })

/** Names one spoken reply within a live voice; `repeat` makes a new one for the same exchange. */
const ReplyId = z.string().min(1).max(64)
/** Milliseconds of sound since a live voice or a reply began. */
const SoundMs = z
  .int()
  .min(0)
  .max(24 * 3_600_000)
const Ms = z
  .number()
  .min(-1)
  .max(24 * 3_600_000)

/** Where a live voice stands. */
export const VoiceState = z.enum(['idle', 'listening', 'holding', 'thinking', 'speaking', 'paused'])
export type VoiceState = z.infer<typeof VoiceState>

/** What a turn waited for, in milliseconds, one after the other; together they are what passed between end of speech and first sound. */
export const VoiceStages = z.object({
  end_of_turn_ms: Ms.describe('From the last sound of speech until it was clear that the turn is over.'),
  recognition_ms: Ms.describe('Waiting for words after that.'),
  first_token_ms: Ms.describe('Until the model said its first word.'),
  first_clause_ms: Ms.describe('Until there was enough to be spoken.'),
  first_sound_ms: Ms.describe('Until the voice gave its first sound.'),
  playout_ms: Ms.describe('Until that sound was heard, by what the player reports.'),
})
export type VoiceStages = z.infer<typeof VoiceStages>

/**
 * What a client says in a live voice. Sound goes in binary messages between `voice-start` and `voice-stop`: whole frames of 20 ms
 * (640 bytes), at most 50 of them at once.
 */
export const voiceClientFrames = [
  z.object({
    type: z.literal('voice-start'),
    protocol: z.literal(1),
    sample_rate: z.literal(HEARD_RATE_HZ),
    output: z
      .union([z.object({ sample_rate: z.literal(SPOKEN_RATE_HZ) }), z.literal('text')])
      .describe('Sound, or `text` where the client speaks with a voice of its own.'),
    input: z
      .enum(['audio', 'transcript'])
      .default('audio')
      .describe('Sound, or `transcript` where the client has a recogniser of its own.'),
    language: LanguageTag.optional(),
    patience: Patience.optional(),
    voice: VoiceName.optional(),
    rate: SpeechRate.optional(),
    document_ids: AboutDocuments.optional(),
    resume: Id.optional().describe('The live voice whose connection was lost.'),
    reply_id: ReplyId.optional().describe('With `resume`: the reply that was sounding when it was lost.'),
    received_ms: SoundMs.optional().describe('With `reply_id`: how much of its sound has come; the rest is sent.'),
  }),
  z.object({ type: z.literal('voice-mute'), muted: z.boolean() }),
  z.object({ type: z.literal('turn-commit') }),
  z.object({
    type: z.literal('playback'),
    reply_id: ReplyId,
    played_ms: SoundMs.describe('How much of the reply has been heard; at least five times a second while it sounds.'),
    paused: z.boolean().optional(),
  }),
  z.object({
    type: z.literal('transcript'),
    text: text({ max: TRANSCRIPT_MAX }),
    final: z.boolean(),
    nth: z
      .int()
      .min(1)
      .max(1_000_000)
      .optional()
      .describe('With `final`: the count of such words, so that those sent again after a lost connection are known.'),
    confidence: z.number().min(0).max(1).optional(),
  }),
  z.object({
    type: z.literal('voice-tune'),
    patience: Patience.optional(),
    rate: SpeechRate.optional(),
    voice: VoiceName.optional(),
    document_ids: AboutDocuments.optional(),
  }),
  z.object({ type: z.literal('voice-stop') }),
] as const

/** What the server says in a live voice. Between `reply-start` and `reply-end` or `clear`, binary messages are the reply's sound. */
export const voiceServerFrames = [
  z.object({
    type: z.literal('voice-ready'),
    voice_id: Id,
    resumed: z.boolean(),
    through_ms: SoundMs.describe('As in `audio-ack`: sound after it is sent again.'),
    input: z.enum(['audio', 'transcript']),
    output: z.enum(['audio', 'text']),
    recogniser: z.enum(['segment', 'streaming', 'client']),
    seconds_left: z.int().min(0).describe('How long this live voice may still last.'),
  }),
  z.object({
    type: z.literal('audio-ack'),
    through_ms: SoundMs.describe('Sound since the live voice began that is safely stored, or in which nobody spoke.'),
  }),
  z.object({ type: z.literal('speech-start') }),
  z.object({
    type: z.literal('transcript-delta'),
    text: z.string().describe('All that was understood of the turn so far.'),
  }),
  z.object({ type: z.literal('thinking-start') }),
  z.object({ type: z.literal('duck'), on: z.boolean() }),
  z.object({ type: z.literal('pause') }),
  z.object({ type: z.literal('resume') }),
  z.object({ type: z.literal('clear') }),
  z.object({ type: z.literal('metrics'), reply_id: ReplyId, stages: VoiceStages, total_ms: Ms }),
  z.object({ type: z.literal('state'), state: VoiceState }),
] as const

/** Fields that frames of a reply carry only in a live voice. */
export const inLiveVoice = {
  start: { reply_id: ReplyId.optional() },
  end: {
    reply_id: ReplyId.optional(),
    heard_text: z.string().optional().describe('What was really heard of an interrupted reply.'),
  },
}

/** Any frame of a client that only a live voice understands. */
export type VoiceFrame = z.infer<(typeof voiceClientFrames)[number]>
