/** What a question is after. `open` fits whenever nothing more fitting does. */
export type Aim =
  | 'open'
  | 'definition'
  | 'cause'
  | 'example'
  | 'contrast'
  | 'next-step'
  | 'stuck'
  | 'insight'
  | 'feeling'
  | 'process'
  | 'learned'
  | 'vague'

/**
 * What the companion says in one language. `{key}` is the learner's own phrase, `{quote}` the learner's own sentence,
 * `{date}` a day in words, `{list}` several phrases. Sentences with a slot are used only where there is something to fill it.
 * Each reply is at most one `says` and one question.
 */
export interface Wording {
  and: string
  /** Takes up what was said: `{clause}` is a clause turned to the second person, where the language can do that. */
  mirror: string[]
  /** The same for a clause that begins with a capital. */
  mirrorColon: string[]
  mirrorKey: string[]
  /** Questions with `{key}`, and those that stand alone. A language without an aim asks openly. */
  ask: Partial<Record<Aim, string[]>> & { open: string[] }
  askPlain: Partial<Record<Aim, string[]>> & { open: string[] }
  recall: string[]
  recallAsk: string[]
  days: { today: string; yesterday: string; on: string }
  /** The honest answer to a question; the second list is for the next ones in a session. */
  noModel: string[]
  noModelAgain: string[]
  saidBefore: string
  saidInSession: string
  /** The same, to somebody who asks about their own past. */
  saidHere: string
  questionAsk: string[]
  questionAskPlain: string[]
  who: string
  greeting: string[]
  welcome: string[]
  goodbye: string[]
  goodbyeExplored: string[]
  goodbyeOpen: string
  whatElse: string[]
  listSum: string[]
  listAsk: string[]
  cannot: string
  searchHint: string
  changeSubject: string[]
  nothingYet: string
  recap: string
  quiz: string[]
  wait: string
  /** Says that a wish about how to speak is granted. */
  granted: string[]
  summary: { explored: string; quote: string; words: string; open: string; back: string; nothing: string }
}
