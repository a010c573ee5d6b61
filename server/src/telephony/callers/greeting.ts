import type { Learner } from '../../learner.ts'
import { QUIET_MS } from '../../quiet.ts'
import { spelled, wordsIn } from './wording.ts'

const TITLE_MAX = 80

/** A session, as far as a call wants to know it. */
export interface KnownSession {
  session_id: string
  title: string
  last_at: string
  ended_at: string | null
}

/**
 * The session a call goes on with, of the learner's sessions, the latest first: the last one, wherever it was held, while it is neither over
 * nor half an hour old, so that a call and a browser have one history; null: none. Pure.
 */
export function continued(sessions: readonly KnownSession[], at: Date): string | null {
  const [last] = sessions
  if (!last || last.ended_at !== null || at.getTime() - Date.parse(last.last_at) > QUIET_MS) return null
  return last.session_id
}

/** What somebody hears who is known to be the learner: what it was about last time, and what is due. Pure. */
export function greetingFor(
  { fullName, locale }: Learner,
  { sessions, due, continues }: { sessions: readonly KnownSession[]; due: number; continues: boolean },
): string {
  const words = wordsIn(locale)
  const title = sessions.find((session) => session.title.trim() !== '')?.title.trim()
  const parts = [
    words.hello(fullName),
    title && !continues
      ? words.lastTime(title.length > TITLE_MAX ? `${title.slice(0, TITLE_MAX).toWellFormed()} …` : title)
      : '',
    due > 0 ? words.due(due) : '',
    words.invitation,
  ]
  return parts.filter(Boolean).join(' ')
}

/** What a call says that speaks a code. Pure. */
export const codeFor = (code: string, locale: string): string => wordsIn(locale).yourCode(spelled(code))
