import { z } from 'zod'

/** The largest message of a carrier that is read: two seconds of sound in base64. */
export const MESSAGE_BYTES_MAX = 32 * 1024

// Numbers come as strings, and strings may be absurd.
const Count = z.union([z.number(), z.string().max(32)]).transform(Number)
const Text = z.string().max(16_000)
const Sid = z.string().max(64)
const Parameters = z.record(z.string().max(64), z.string().max(1_000)).default({})

/** What comes over a socket of sound. */
const MediaIn = z.discriminatedUnion('event', [
  z.object({ event: z.literal('connected') }),
  z.object({
    event: z.literal('start'),
    streamSid: Sid,
    start: z.object({
      callSid: Sid,
      customParameters: Parameters,
      mediaFormat: z.object({ encoding: z.string().max(32), sampleRate: Count }).optional(),
    }),
  }),
  z.object({
    event: z.literal('media'),
    media: z.object({ timestamp: Count.default(Number.NaN), payload: Text, track: z.string().max(32).optional() }),
  }),
  z.object({ event: z.literal('dtmf'), dtmf: z.object({ digit: z.string().max(4) }) }),
  z.object({ event: z.literal('mark'), mark: z.object({ name: z.string().max(64) }) }),
  z.object({ event: z.literal('stop') }),
])
export type MediaIn = z.infer<typeof MediaIn>

/** What comes over a socket of text. */
const RelayIn = z.discriminatedUnion('type', [
  z.object({ type: z.literal('setup'), callSid: Sid, customParameters: Parameters }),
  z.object({
    type: z.literal('prompt'),
    voicePrompt: Text,
    lang: z.string().max(35).optional(),
    last: z.boolean().default(true),
  }),
  z.object({
    type: z.literal('interrupt'),
    utteranceUntilInterrupt: Text.default(''),
    durationUntilInterruptMs: Count.optional(),
  }),
  z.object({ type: z.literal('dtmf'), digit: z.string().max(4) }),
  z.object({ type: z.literal('error'), description: Text.default('') }),
  z.object({ type: z.literal('info') }),
])
export type RelayIn = z.infer<typeof RelayIn>

const readWith =
  <Frame>(shape: z.ZodType<Frame>) =>
  (message: string): Frame | null => {
    if (message.length > MESSAGE_BYTES_MAX) return null
    try {
      return shape.safeParse(JSON.parse(message)).data ?? null
    } catch {
      return null
    }
  }

/** A message of a carrier; null for what is none, or of a kind nobody knows. */
export const readMedia = readWith<MediaIn>(MediaIn)
export const readRelay = readWith<RelayIn>(RelayIn)
