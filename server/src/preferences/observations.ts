import type { FeedbackKind, FeedbackReason } from '@lva/contracts/feedback'
import type { EvidenceCause, Preference } from '@lva/contracts/preferences'
import { misunderstandingIn } from '../language/misunderstanding.ts'
import { sentencesOf } from '../language/words.ts'
import { commandIn } from './commands.ts'

/** A wish said in words counts as so many ordinary observations: alone enough to be used. */
export const WISH_WEIGHT = 10
/** A reason that is given for a thumb; two of them are enough. */
const REASON_WEIGHT = 5
const NOTICED_WEIGHT = 1

/** What one turn tells about how its learner likes to be spoken to. */
export interface Seen {
  preference: Preference
  source: 'command' | 'reason' | 'noticed'
  because: EvidenceCause | null
  toward: number
  weight: number
}

/** A turn, the next one if there is one, and how the reply between them was taken. */
export interface Taking {
  text: string
  reply: string | null
  next: string | null
  thumb: 'up' | 'down' | null
  reason: FeedbackReason | null
  kinds: ReadonlySet<FeedbackKind>
}

const REASONS: Partial<Record<FeedbackReason, [Preference, 0 | 1]>> = {
  'too-long': ['length', 0],
  'too-short': ['length', 1],
  'too-hard': ['depth', 0],
  'too-simple': ['depth', 1],
  'too-fast': ['pace', 0],
  'too-slow': ['pace', 1],
  'no-example': ['examples', 1],
  'too-many-questions': ['socratic', 0],
  'too-stiff': ['formality', 0],
}

/** Replies of so many sentences are short, and long. */
const SHORT_MAX = 2
const LONG_MIN = 4

/** What a turn tells, at most once for each preference and source. What can be read in two ways is no evidence. Pure. */
export function seenIn({ text, reply, next, thumb, reason, kinds }: Taking): Seen[] {
  const command = commandIn(text)
  const named = reason ? REASONS[reason] : undefined
  const noticed = (preference: Preference, toward: number, because: EvidenceCause): Seen => ({
    ...{ preference, source: 'noticed', because, toward, weight: NOTICED_WEIGHT },
  })
  const sentences = reply ? sentencesOf(reply).length : 0
  const seen: Seen[] = []
  if (command) {
    const { preference, toward, weight = WISH_WEIGHT } = command
    seen.push({ preference, source: 'command', because: null, toward, weight })
  }
  if (named && reason)
    seen.push({
      ...{ preference: named[0], source: 'reason', because: reason, toward: named[1], weight: REASON_WEIGHT },
    })
  if (sentences >= LONG_MIN && kinds.has('interrupt')) seen.push(noticed('length', 0, 'interrupt'))
  else if (sentences >= LONG_MIN && kinds.has('skip')) seen.push(noticed('length', 0, 'skip'))
  else if (thumb === 'up' && sentences > 0 && sentences <= SHORT_MAX) seen.push(noticed('length', 0, 'explicit'))
  else if (thumb === 'up' && sentences >= LONG_MIN) seen.push(noticed('length', 1, 'explicit'))
  if (next && misunderstandingIn(next) === 'clarification') seen.push(noticed('depth', 0, 'clarification'))
  return seen
}
