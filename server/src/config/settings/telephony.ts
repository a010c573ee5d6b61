import { optional, setting } from '../setting.ts'
import { base, decimal, line, oneOf, phoneBeginnings, phoneNumber, whole, yesOrNo } from '../values.ts'

/** Calls by telephone. */
export const TELEPHONY = {
  TWILIO_ACCOUNT_SID: optional(
    line,
    "The carrier's account. Calls need it, TWILIO_AUTH_TOKEN, TWILIO_PHONE_NUMBER and PUBLIC_URL; without them there is no door for calls.",
  ),
  TWILIO_AUTH_TOKEN: optional(line, "Proves that a call's hooks come from the carrier.", { secret: true }),
  TWILIO_PHONE_NUMBER: optional(phoneNumber, 'The number people call, like +15550100002.'),
  TWILIO_BASE_URL: optional(base, "Address of another carrier that speaks Twilio's protocol. Unset: Twilio's own."),
  TWILIO_SIGNATURE_CHECK: setting(
    yesOrNo,
    'true',
    'Whether hooks and sockets of the carrier have to be signed by it. May be off in development only, for trying calls by hand.',
  ),
  PHONE_MODE: setting(
    oneOf(['relay', 'media', 'gather']),
    'relay',
    'How a call is carried: `relay`, text over a socket, where the carrier listens and speaks; `media`, sound over a socket, with STT and TTS; `gather`, turn by turn. The next one stands in for one that is not possible.',
  ),
  PHONE_TRANSFER_TO: optional(
    phoneNumber,
    'Whom a caller who is known may be passed on to, like +15550100003. Unset: nobody.',
  ),
  PHONE_CALLS_TO: setting(
    phoneBeginnings,
    '',
    'What the numbers begin with that this server calls, between commas, like +49,+43. Calls cost, and some countries a lot. Unset: the country of TWILIO_PHONE_NUMBER.',
  ),
  PHONE_COST_PER_MINUTE: setting(decimal(0, 100), '0.02', 'What a minute of a call costs, for estimates.', {
    unit: 'US dollars',
  }),
  MAX_VOICE_SESSIONS: setting(
    whole(1, 10_000),
    '300',
    'Live conversations by voice at the same time, in one process; 300 need two cores.',
  ),
  MAX_VOICE_SESSIONS_PER_USER: setting(
    whole(1, 100),
    '2',
    'Live conversations by voice of one person at the same time, in one process.',
  ),
  VOICE_DETECTOR: setting(
    oneOf(['builtin', 'silero']),
    'builtin',
    'What tells a voice from noise in a live conversation. `silero` is a model: music and ringing do not mislead it, but it hears people in the background too, and takes some fifty times the work.',
  ),
  VOICE_DETECTOR_MODEL: optional(
    line,
    'File of the model (Silero VAD 5, ONNX) for VOICE_DETECTOR=silero. Unset: the one that is installed.',
  ),
  MAX_VOICE_MINUTES: setting(whole(1, 1_440), '180', 'How long one live conversation may last.', { unit: 'minutes' }),
  MAX_CALLS: setting(whole(1, 10_000), '10', 'Calls at the same time, in one process.', { unit: 'calls' }),
}
