import { createRandom } from '../random.ts'
import type { Corpus, CorpusTurn, Question } from './corpus.ts'
import { EVERYDAY, NEVER_SAID, REPLIES } from './diary-days.ts'
import {
  bees,
  circle,
  dinners,
  type Episode,
  lessons,
  pots,
  projects,
  runs,
  stories,
  type Thread,
} from './diary-threads.ts'

const THREADS = [bees, circle, lessons, dinners, runs, pots, projects, stories]
const DAYS = 90
const DAY_MS = 86_400_000
const FIRST_DAY = Date.UTC(2026, 2, 1)
/** The evening after the last day. */
const NOW = FIRST_DAY + DAYS * DAY_MS + 18 * 3_600_000

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June']
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

/**
 * Ninety days of a diary, the same every time. Eight matters go on over months and are told a turn at a time among everyday talk that
 * uses their words, so that many answers are found only by the turns beside them, by a date or by a name.
 */
export function diary(): Corpus {
  const random = createRandom('diary')
  const turns: CorpusTurn[] = []
  const questions: Question[] = []
  const groups = new Map<string, string[]>()
  const due = plan()

  for (let day = 0; day < DAYS; day++) {
    const began = FIRST_DAY + day * DAY_MS + random.whole(7, 20) * 3_600_000
    let said = 0
    const say = (text: string): string => {
      const id = `t${turns.length}`
      turns.push({
        id,
        session: `day-${day}`,
        at: new Date(began + said++ * 2 * 60_000).toISOString(),
        text,
        reply: random.pick(REPLIES),
      })
      return id
    }
    for (const { episode, thread } of due[day] ?? []) {
      for (let n = random.whole(1, 3); n > 0; n--) say(random.pick(EVERYDAY))
      const ids = episode.told.map(say)
      questions.push(...asked(episode, ids, day))
      const about = [...(episode.groups ?? []).map((group) => thread.together?.(group)), thread.monthly?.(monthOf(day))]
      for (const text of about.filter((text) => text !== undefined))
        groups.set(text, [...(groups.get(text) ?? []), ids[0] ?? ''])
    }
    for (let n = random.whole(2, 5); n > 0; n--) say(random.pick(EVERYDAY))
  }
  for (const [text, evidence] of groups)
    questions.push({ text, kind: / (?:in|last|this) \p{L}+\?$/u.test(text) ? 'month' : 'many', evidence })
  for (const text of NEVER_SAID) questions.push({ text, kind: 'never said', evidence: [] })
  return { name: 'diary', now: new Date(NOW).toISOString(), turns, questions }
}

/** Which episodes are told on which day: every matter is spread over the whole time, no two of one matter on a day. */
function plan(): Record<number, Array<{ episode: Episode; thread: Thread }>> {
  const due: Record<number, Array<{ episode: Episode; thread: Thread }>> = {}
  for (const [offset, thread] of THREADS.entries())
    for (const [n, episode] of thread.episodes.entries()) {
      const day = Math.floor(((n + (offset + 1) / (THREADS.length + 1)) * DAYS) / thread.episodes.length)
      due[day] = [...(due[day] ?? []), { episode, thread }]
    }
  return due
}

function asked(episode: Episode, ids: string[], day: number): Question[] {
  return episode.questions.map(({ text, kind, at }, n) => ({
    text: text.replace('{when}', whenWas(day, n)),
    kind,
    evidence: at.map((place) => ids[place] ?? ''),
  }))
}

function monthOf(day: number): string {
  const month = new Date(FIRST_DAY + day * DAY_MS).getUTCMonth()
  const ago = new Date(NOW).getUTCMonth() - month
  return ago === 0 ? 'this month' : ago === 1 ? 'last month' : `in ${MONTHS[month]}`
}

/** A day as people name it, seen from now. */
function whenWas(day: number, n: number): string {
  const at = new Date(FIRST_DAY + day * DAY_MS)
  const ago = Math.floor((NOW - at.getTime()) / DAY_MS)
  if (ago === 1) return 'yesterday'
  if (ago < 7) return `on ${WEEKDAYS[at.getUTCDay()]}`
  if (ago % 7 === 0 && n % 2 === 0)
    return `${['', 'a week', 'two weeks', 'three weeks'][ago / 7] ?? `${ago / 7} weeks`} ago`
  const month = MONTHS[at.getUTCMonth()]
  return n % 2 === 0 ? `on ${at.getUTCDate()} ${month}` : `on ${month} ${at.getUTCDate()}`
}
