import type { AnyFact } from '@lva/contracts/facts'
import type { Selectable } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { QUIET_MS } from '../quiet.ts'

/** A teach-back that covers so much has taught. */
const TAUGHT = 0.8

export type Sitting = Omit<Selectable<Tables['sittings']>, 'user_id'>
export type LearnerDay = Omit<Selectable<Tables['learner_days']>, 'user_id'>
export type TopicDay = Omit<Selectable<Tables['topic_days']>, 'user_id'>

/**
 * Sittings of facts in the order in which they happened, none of them cancelled: from a turn, review or teach-back to the last before an end,
 * a goodbye, or 30 quiet minutes. A session that is only found to be quiet ends none: its learner may be speaking elsewhere.
 */
export function sittingsOf(facts: readonly AnyFact[]): Sitting[] {
  const sittings: Sitting[] = []
  let open: { sitting: Sitting; until: number } | null = null
  for (const fact of facts) {
    if (fact.kind === 'session-end') {
      if (fact.data.why !== 'quiet') open = null
      continue
    }
    const seconds = secondsOf(fact)
    if (seconds === null) continue
    const at = Date.parse(fact.at)
    if (!open || at - open.until >= QUIET_MS) {
      const { day, minute, at: began } = fact
      const sitting = { began, ended: began, day, minute, turns: 0, words: 0, seconds: 0, reviews: 0, recalled: 0 }
      open = { sitting, until: at }
      sittings.push(sitting)
    }
    open.until = Math.max(open.until, at + seconds * 1000)
    add(open.sitting, fact, open.until)
  }
  return sittings
}

function add(sitting: Sitting, fact: AnyFact, until: number) {
  sitting.ended = new Date(until).toISOString()
  sitting.seconds = Math.round((until - Date.parse(sitting.began)) / 1000)
  if (fact.kind === 'turn') {
    sitting.turns += 1
    sitting.words += fact.data.words
  }
  if (fact.kind === 'review') {
    sitting.reviews += 1
    sitting.recalled += fact.data.recalled
  }
}

/** How long it took, in seconds; null for what nobody sits for. */
function secondsOf(fact: AnyFact): number | null {
  if (fact.kind === 'turn') return fact.data.seconds
  if (fact.kind === 'review') return isOurs(fact) ? fact.data.seconds : null
  return fact.kind === 'teach-back' ? 0 : null
}

// What happened in another program is known for the schedule only.
const isOurs = (fact: AnyFact) => fact.kind !== 'review' || fact.data.source === 'here'

/** What was done on one day, of its facts, none of them cancelled, and the sittings that began on it; null when nothing was. */
export function dayOf(day: string, facts: readonly AnyFact[], sittings: readonly Sitting[]): LearnerDay | null {
  const sum: LearnerDay = {
    ...{ day, turns: 0, spoken: 0, words: 0, seconds: 0, sittings: sittings.length, reviews: 0, recalled: 0 },
    ...{ teach_backs: 0, taught: 0, feedback: 0 },
  }
  for (const { seconds } of sittings) sum.seconds += seconds
  for (const fact of facts) {
    if (fact.kind === 'turn') {
      sum.turns += 1
      sum.spoken += fact.data.spoken
      sum.words += fact.data.words
    } else if (fact.kind === 'review' && isOurs(fact)) {
      sum.reviews += 1
      sum.recalled += fact.data.recalled
    } else if (fact.kind === 'teach-back') {
      sum.teach_backs += 1
      if (fact.data.share >= TAUGHT) sum.taught += 1
    } else if (fact.kind === 'feedback' && fact.data.how === 'explicit') sum.feedback += 1
  }
  const { turns, reviews, teach_backs, feedback } = sum
  return turns + reviews + teach_backs + feedback + sittings.length > 0 ? sum : null
}

/** The same for each concept that the facts of a day are about. */
export function topicsOf(day: string, facts: readonly AnyFact[]): TopicDay[] {
  const topics = new Map<string, TopicDay>()
  for (const fact of facts) {
    if (!('topics' in fact.data) || !isOurs(fact)) continue
    for (const concept_id of new Set(fact.data.topics)) {
      const sum = topics.get(concept_id) ?? { day, concept_id, turns: 0, reviews: 0, recalled: 0, teach_backs: 0 }
      if (fact.kind === 'turn') sum.turns += 1
      if (fact.kind === 'review') {
        sum.reviews += 1
        sum.recalled += fact.data.recalled
      }
      if (fact.kind === 'teach-back') sum.teach_backs += 1
      if (fact.kind === 'turn' || fact.kind === 'review' || fact.kind === 'teach-back') topics.set(concept_id, sum)
    }
  }
  return [...topics.values()].sort((a, b) => (a.concept_id < b.concept_id ? -1 : 1))
}
