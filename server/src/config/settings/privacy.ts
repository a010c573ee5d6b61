import { optional } from '../setting.ts'
import { line, whole } from '../values.ts'

/** Whose house this is, and how long it keeps things at most. */
export const PRIVACY = {
  OPERATOR_NAME: optional(line, 'Who runs this server, for the legal pages.', { example: 'Example School' }),
  OPERATOR_CONTACT: optional(line, 'How to reach them, for the legal pages: an e-mail address, for example.', {
    example: 'privacy@example.org',
  }),
  RECORDINGS_KEPT_MAX_DAYS: optional(
    whole(0, 36_500),
    'Longest time a learner may have recordings kept once their words are written down. Unset: as each learner chooses; 0: never.',
    { unit: 'days' },
  ),
  TRANSCRIPTS_KEPT_MAX_DAYS: optional(
    whole(1, 36_500),
    'Longest time that turns are kept; older ones are removed for good. Unset: as each learner chooses.',
    { unit: 'days' },
  ),
}
