import { z } from 'zod'

/** Every code a client may see, with the HTTP status and the WebSocket close code it travels as (`null`: the socket stays open). */
export const PROBLEMS = {
  'bad-request': { status: 400, close: null },
  'malformed-json': { status: 400, close: null },
  'nothing-said': { status: 400, close: null },
  'empty-file': { status: 400, close: null },
  'email-taken': { status: 400, close: null },
  'wrong-current-password': { status: 400, close: null },
  'link-invalid': { status: 400, close: null },
  'code-wrong': { status: 400, close: null },
  'sign-in-required': { status: 401, close: 4401 },
  'sign-in-failed': { status: 401, close: 4401 },
  'sign-in-expired': { status: 401, close: 4401 },
  'account-suspended': { status: 403, close: 4403 },
  'origin-refused': { status: 403, close: 4403 },
  'registration-closed': { status: 403, close: null },
  'invitation-invalid': { status: 403, close: null },
  'mail-off': { status: 403, close: null },
  'phone-off': { status: 403, close: null },
  'look-up-off': { status: 403, close: null },
  'number-not-called': { status: 403, close: null },
  forbidden: { status: 403, close: null },
  'scope-missing': { status: 403, close: 4403 },
  'not-found': { status: 404, close: null },
  'method-not-allowed': { status: 405, close: null },
  'still-running': { status: 409, close: null },
  'already-running': { status: 409, close: null },
  'own-account': { status: 409, close: null },
  'last-administrator': { status: 409, close: null },
  'already-answered': { status: 409, close: null },
  'session-ended': { status: 409, close: null },
  'taken-over': { status: 409, close: null },
  'voice-lost': { status: 409, close: null },
  'voice-time-up': { status: 409, close: null },
  'too-many-tokens': { status: 409, close: null },
  'too-many-numbers': { status: 409, close: null },
  'number-taken': { status: 409, close: null },
  'tool-server-taken': { status: 409, close: null },
  'too-many-tool-servers': { status: 409, close: null },
  'tool-changed': { status: 409, close: null },
  'tool-server-unusable': { status: 422, close: null },
  'pin-missing': { status: 409, close: null },
  'too-many-voices': { status: 429, close: null },
  'too-large': { status: 413, close: 1009 },
  'audio-too-long': { status: 413, close: null },
  'space-used-up': { status: 413, close: null },
  'unknown-audio': { status: 415, close: null },
  'unknown-document': { status: 415, close: null },
  'unknown-picture': { status: 415, close: null },
  'unsupported-media-type': { status: 415, close: null },
  'validation-failed': { status: 422, close: null },
  'idempotency-mismatch': { status: 422, close: null },
  'nothing-heard': { status: 422, close: null },
  'not-an-export': { status: 422, close: null },
  'not-fetched': { status: 422, close: null },
  'damaged-audio': { status: 422, close: null },
  'damaged-picture': { status: 422, close: null },
  'locked-out': { status: 423, close: null },
  'too-many-headers': { status: 431, close: null },
  'too-many-requests': { status: 429, close: 4429 },
  'quota-exhausted': { status: 429, close: null },
  internal: { status: 500, close: 1011 },
  'model-unavailable': { status: 503, close: null },
  'no-recogniser': { status: 503, close: null },
  'recogniser-unavailable': { status: 503, close: null },
  'no-voice': { status: 503, close: null },
  'nobody-looks': { status: 503, close: null },
  'voice-unavailable': { status: 503, close: null },
  'database-unavailable': { status: 503, close: null },
  'storage-full': { status: 507, close: null },
  overloaded: { status: 503, close: 1013 },
  'shutting-down': { status: 503, close: 1012 },
} as const

/** A stable code for programs; the sentence beside it is for people and may change. */
export type ProblemCode = keyof typeof PROBLEMS

const codes = Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]

/** The body of every error answer but validation errors. Some codes carry more fields (`session_id`, `exchange_id`, `kept`). */
export const ProblemBody = z.looseObject({
  detail: z.string().describe('One sentence for the person: what happened, what is safe, what to do.'),
  code: z.enum(codes),
  request_id: z.string(),
})
export type ProblemBody = z.infer<typeof ProblemBody>

/** The body of a 422: which fields, and why. The rejected value is never echoed, because it may be a password. */
export const ValidationBody = z.object({
  detail: z.array(
    z.object({
      loc: z
        .array(z.union([z.string(), z.number()]))
        .describe('Where: `body`, `query` or `params`, then the path inside.'),
      msg: z.string(),
      type: z.string(),
    }),
  ),
  code: z.literal('validation-failed'),
  request_id: z.string(),
})
export type ValidationBody = z.infer<typeof ValidationBody>
