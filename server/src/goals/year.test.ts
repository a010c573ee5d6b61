import { type GoalKind, GoalSuggestions, type NewGoal } from '@lva/contracts/goals'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { onEveryEngine } from '../../test/engines.ts'
import { createFacts, type NewFact } from '../facts/facts.ts'
import { createJobs } from '../jobs/jobs.ts'
import { BADGES, earnedBy, type Tally } from './badges.ts'
import { createGoals } from './goals.ts'

const DAYS = 380
const MINUTE = 60_000
const DAY = 86_400_000
const BEGAN = Date.UTC(2025, 0, 1)
/** Whoever lives for a year moves now and then, and clocks change while they do. */
const ZONES: Array<[from: number, zone: string]> = [
  [0, 'Europe/Berlin'],
  [150, 'America/New_York'],
  [210, 'Pacific/Auckland'],
  [300, 'America/St_Johns'],
]
const SOLD_OUT = [40, 60, 61, 75, 76, 77, 78, 110, 111, 112]
const TOPICS = Array.from({ length: 60 }, (_, n) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`)
const THING = '00000000-0000-4000-8000-0000000000ff'

/** What happened, as this test knows it: no more than an instant, the date on the wall, and what it was. */
interface Happened {
  id: string
  at: number
  wall: string
  minute: number
  fact: NewFact
}

/** The same chances at every run. */
function createChance(seed: number) {
  let state = seed
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  return { next, below: (bound: number) => Math.floor(next() * bound) }
}

const zoneOn = (n: number) => ZONES.filter(([from]) => from <= n).at(-1)?.[1] ?? 'UTC'
const clocks = new Map<string, Intl.DateTimeFormat>()
/** `2025-03-30 02:59` on the wall of a place. */
function wallAt(at: number, timeZone: string): string {
  const clock =
    clocks.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  clocks.set(timeZone, clock)
  return clock.format(at)
}
const wallOf = (at: number, timeZone: string) => wallAt(at, timeZone).slice(0, 10)
function minuteOf(at: number, timeZone: string) {
  const [hour = 0, minute = 0] = wallAt(at, timeZone).slice(11).split(':').map(Number)
  return hour * 60 + minute
}

/** Everything of one day of the world, in the order in which it is told. */
function dayOfLife(n: number, userId: string, chance: ReturnType<typeof createChance>): NewFact[] {
  if (SOLD_OUT.includes(n)) return []
  const facts: NewFact[] = []
  const tell = (at: number, fact: Pick<NewFact, 'kind' | 'data'> & { subjectId?: string }) =>
    facts.push({ id: crypto.randomUUID(), userId, at: new Date(at), ...fact } as NewFact)
  for (let sitting = chance.below(3); sitting >= 0; sitting--) {
    let at = BEGAN + n * DAY + (10 + chance.below(9)) * 60 * MINUTE + chance.below(3_600) * 1_000
    for (let turn = chance.below(6); turn >= 0; turn--) {
      const topics = [TOPICS[chance.below(3) === 0 ? 0 : chance.below(60)] ?? '']
      const data = { words: chance.below(40), seconds: chance.below(60), spoken: chance.below(2) as 0 | 1, topics }
      tell(at, { kind: 'turn', data })
      at += (1 + chance.below(12)) * MINUTE
    }
    if (chance.next() < 0.2) tell(at, { kind: 'feedback', data: { how: 'explicit', kind: 'thumb', value: 1 } })
    if (chance.next() < 0.1) tell(at, { kind: 'feedback', data: { how: 'implicit', kind: 'replay' } })
    if (chance.next() < 0.3)
      tell(at, { kind: 'teach-back', data: { share: chance.below(11) / 10, topics: [TOPICS[chance.below(60)] ?? ''] } })
    if (chance.next() < 0.4) tell(at, { kind: 'session-end', data: { why: chance.below(2) ? 'end' : 'quiet' } })
  }
  let at = BEGAN + n * DAY + 15 * 60 * MINUTE + chance.below(3_600) * 1_000
  for (let review = chance.below(9); review >= 0 && n > 20; review--) {
    at += 20_000
    const data = { item: THING, prompt: THING, prompt_kind: 'recall', graded_by: 'self' as const, seconds: 8 }
    const recalled = chance.next() < 0.94 ? 1 : 0
    tell(at, {
      kind: 'review',
      data: { ...data, rating: recalled ? 3 : 1, recalled, topics: [TOPICS[chance.below(60)] ?? ''] },
    })
    if (chance.next() < 0.03)
      tell(at + 1, { kind: 'review-undone', data: { review: facts.at(-1)?.id ?? '', prompt: THING } })
    if (chance.next() < 0.02) tell(at, { kind: 'review', data: { ...data, rating: 3, recalled: 1, source: 'anki' } })
  }
  if (n % 50 === 49) tell(at, { kind: 'review-session', data: { items: 22, recalled: n > 100 ? 22 : 21 } })
  return facts
}

/** Counts everything the plain way, from the list of what happened alone. */
function plainly(known: readonly Happened[], today: string) {
  const undone = new Set(known.flatMap(({ fact }) => (fact.kind === 'review-undone' ? fact.data.review : [])))
  const life = [...known].filter(
    ({ id, fact }) => !undone.has(id) && !(fact.kind === 'review' && fact.data.source === 'anki'),
  )
  const of = <Kind extends NewFact['kind']>(kind: Kind) =>
    life.flatMap((one) =>
      one.fact.kind === kind ? [{ ...one, data: one.fact.data as Extract<NewFact, { kind: Kind }>['data'] }] : [],
    )
  const [turns, reviews, lessons] = [of('turn'), of('review'), of('teach-back')]
  const feedback = of('feedback').filter(({ data }) => data.how === 'explicit')

  const sittings: Array<{ began: number; ended: number; wall: string; minute: number }> = []
  let over = true
  for (const { at, wall, minute, fact } of life.sort(
    (a, b) => a.at - b.at || Number(a.fact.kind === 'session-end') - Number(b.fact.kind === 'session-end'),
  )) {
    if (fact.kind === 'session-end' && fact.data.why !== 'quiet') over = true
    if (fact.kind !== 'turn' && fact.kind !== 'review' && fact.kind !== 'teach-back') continue
    const until = at + ('seconds' in fact.data ? (fact.data.seconds ?? 0) : 0) * 1_000
    const last = sittings.at(-1)
    if (!over && last && at - last.ended < 30 * MINUTE) last.ended = Math.max(last.ended, until)
    else sittings.push({ began: at, ended: until, wall, minute })
    over = false
  }

  const days = [...new Set([...turns, ...reviews].map(({ wall }) => wall))].sort()
  const used: Record<string, number> = {}
  const next = (day: string) => new Date(Date.parse(day) + DAY).toISOString().slice(0, 10)
  let [streak, longest, missed] = [0, 0, [] as string[]]
  const bridged = () => {
    const months = missed.map((day) => day.slice(0, 7))
    const enough = months.every((month) => months.filter((other) => other === month).length + (used[month] ?? 0) <= 2)
    if (enough) for (const month of months) used[month] = (used[month] ?? 0) + 1
    return enough
  }
  for (let day = days[0] ?? today; day < today || days.includes(day); day = next(day)) {
    if (!days.includes(day)) missed.push(day)
    else {
      streak = missed.length > 0 && !bridged() ? 1 : streak + 1
      missed = []
      longest = Math.max(longest, streak)
    }
  }
  const current = missed.length === 0 || bridged() ? streak : 0

  const onDay = [...Map.groupBy(reviews, ({ wall }) => wall)].sort(([a], [b]) => (a < b ? -1 : 1))
  const shares = onDay
    .filter(([, all]) => all.length >= 5)
    .map(([, all]) => all.filter(({ data }) => data.recalled).length / all.length)
  const row = (least: number) =>
    shares.reduce(
      ({ now, most }, share) => {
        const row = share >= least ? now + 1 : 0
        return { now: row, most: Math.max(most, row) }
      },
      { now: 0, most: 0 },
    ).most
  const spoken = turns.flatMap(({ data }) => data.topics ?? [])
  const perTopic = [...Map.groupBy(spoken, (topic) => topic).values()].map(({ length }) => length)
  const flawless = of('review-session')
    .filter(({ data }) => data.recalled === data.items)
    .map(({ data }) => data.items)
  const tally: Tally = {
    ...{ sessions: sittings.length, exchanges: turns.length, feedback: feedback.length, streak: longest },
    ...{
      recalled: reviews.filter(({ data }) => data.recalled).length,
      taught: lessons.filter(({ data }) => data.share >= 0.8).length,
    },
    ...{
      early: sittings.filter(({ minute }) => minute < 480).length,
      late: sittings.filter(({ minute }) => minute >= 1_320).length,
    },
    minutes: Math.floor(Math.max(0, ...sittings.map(({ began, ended }) => Math.round((ended - began) / 1_000))) / 60),
    ...{ topics: perTopic.length, deepest: Math.max(0, ...perTopic), days90: row(0.9), days80: row(0.8) },
    ...{ flawless: Math.max(0, ...flawless), mastered: conceptsAfter(reviews.length) },
  }
  return { turns, reviews, feedback, sittings, days, tally, current, longest, onDay }
}

const masteredAfter = (reviews: number) => Math.floor(reviews / 20)
/** Different concepts among those: there are no more than topics. */
const conceptsAfter = (reviews: number) => Math.min(masteredAfter(reviews), TOPICS.length)

/** A goal as this test set it: `known` concepts were mastered then, and by hand it was moved so far. */
interface Wish {
  id: string
  kind: GoalKind
  since: number
  last: string
  known: number
  moved: number
}

/** What a goal that was set at an instant has come to, counted plainly. */
function countOf({ kind, since, last, known, moved }: Wish, all: ReturnType<typeof plainly>): number {
  const within = <One extends { at: number; wall: string }>(many: readonly One[]) =>
    many.filter(({ at, wall }) => at >= since && wall <= last)
  const sat = within(all.sittings.map((sitting) => ({ ...sitting, at: sitting.began })))
  const good = [...Map.groupBy(within(all.reviews), ({ wall }) => wall).values()].filter(
    (day) => day.length >= 5 && day.filter(({ data }) => data.recalled).length >= 0.9 * day.length,
  )
  const values: Partial<Record<GoalKind, number>> = {
    ...{
      streak: all.current,
      sessions: sat.length,
      exchanges: within(all.turns).length,
      reviews: within(all.reviews).length,
    },
    ...{ feedback: within(all.feedback).length, quality: good.length, custom: moved },
    mastery: Math.max(0, conceptsAfter(all.reviews.length) - known),
    topics: new Set(within(all.turns).flatMap(({ data }) => data.topics ?? [])).size,
    duration: Math.floor(sat.reduce((sum, { began, ended }) => sum + Math.round((ended - began) / 1_000), 0) / 60),
  }
  return values[kind] ?? 0
}

onEveryEngine(
  'a year of one learner',
  (fresh) => {
    async function house() {
      const { database } = await fresh()
      const clock = { at: BEGAN }
      const now = () => new Date(clock.at)
      const newId = () => crypto.randomUUID()
      const jobs = createJobs({ database, now, newId, log: pino({ level: 'silent' }) })
      const facts = createFacts({ db: database.db, jobs, now, newId })
      const reviewed = { count: 0 }
      const earned: string[] = []
      const learner = { userId: newId(), fullName: null, timezone: 'UTC', locale: 'en' }
      const goals = createGoals({
        async *ordinarily() {},
        ...{ db: database.db, jobs, log: facts, now, newId },
        mastery: async () => [
          // Of a deck that nothing speaks of.
          { conceptId: null, name: 'Krebs cycle', level: 'solid' },
          ...Array.from({ length: conceptsAfter(reviewed.count) }, (_, n) => ({
            conceptId: TOPICS[n] ?? '',
            name: 'Ice',
            level: 'mastered',
          })),
        ],
        learnerOf: async () => learner,
        publish: (_, event) => void (event.type === 'achievement-earned' && earned.push(event.achievement)),
      })
      const email = `${learner.userId}@example.org`
      await database.db
        .insertInto('users')
        .values({
          ...{
            id: learner.userId,
            email,
            email_key: email,
            full_name: null,
            password_hash: '',
            role: 'user',
            status: 'active',
          },
          ...{
            timezone: 'UTC',
            locale: 'en',
            settings: '{}',
            created_at: now().toISOString(),
            last_login: null,
            email_verified_at: null,
          },
        })
        .execute()
      const move = async (timezone: string) => {
        learner.timezone = timezone
        await database.db.updateTable('users').set({ timezone }).where('id', '=', learner.userId).execute()
      }
      return {
        ...{ db: database.db, clock, facts, goals, learner, earned, reviewed, move },
        goal: (kind: GoalKind, target: number, more: Partial<NewGoal> = {}) =>
          goals.add(learner, { kind, target, title: kind, topic_id: null, repeat: 'once', deadline: null, ...more }),
      }
    }

    test('is counted as it was lived, day by day, and all of it can be earned', { timeout: 240_000 }, async () => {
      const { db, clock, facts, goals, learner, earned, reviewed, move, goal } = await house()
      const chance = createChance(7)
      const known: Happened[] = []
      const late: NewFact[] = []
      const hoped = new Map<string, string>()
      const set: Wish[] = []
      for (let n = 0; n < DAYS; n++) {
        const timezone = zoneOn(n)
        if (timezone !== learner.timezone) await move(timezone)
        const told = dayOfLife(n, learner.userId, chance)
        // Some of it was said where there was no network, and comes days later; some of it comes twice.
        const now = told.filter((fact) => n % 7 !== 3 || fact.kind === 'session-end' || late.push(fact) === 0)
        const arrived = n % 7 === 6 ? [...now, ...late.splice(0), ...now.slice(0, 5)] : now
        clock.at = BEGAN + n * DAY + 23.9 * 60 * MINUTE
        await db.transaction().execute((trx) => facts.recordAll(trx, learner.userId, arrived))
        const ids = new Set(known.map(({ id }) => id))
        for (const fact of arrived) {
          const at = new Date(fact.at).getTime()
          if (!ids.has(fact.id ?? ''))
            known.push({ id: fact.id ?? '', at, wall: wallOf(at, timezone), minute: minuteOf(at, timezone), fact })
          ids.add(fact.id ?? '')
        }
        if (n % 5 !== 0) continue
        const today = wallOf(clock.at, timezone)
        const all = plainly(known, today)
        reviewed.count = all.reviews.length
        if (n === 30 || n === 215)
          for (const kind of [
            'sessions',
            'exchanges',
            'duration',
            'reviews',
            'topics',
            'feedback',
            'quality',
            'mastery',
            'custom',
          ] as const) {
            const last = wallOf(clock.at + 90 * DAY, 'UTC')
            const { id } = await goal(kind, 90_000, { deadline: last })
            set.push({ id, kind, since: clock.at, last, known: conceptsAfter(all.reviews.length), moved: 0 })
          }
        for (const one of set)
          if (one.kind === 'custom' && n % 15 === 0 && wallOf(clock.at, timezone) <= one.last) {
            const step = 1 + chance.below(9)
            await goals.change(learner, one.id, { step })
            one.moved += step
          }
        if (n % 10 === 0) {
          expect(await goals.streak(learner.userId)).toMatchObject({
            today,
            current: all.current,
            longest: all.longest,
          })
          const listed = new Map((await goals.list(learner, { limit: 100 })).goals.map((one) => [one.id, one]))
          for (const one of set)
            if (listed.get(one.id)?.state === 'active')
              expect(listed.get(one.id)?.value, `${one.kind}, day ${n}`).toBe(countOf(one, all))
        }
        await goals.rebuild(learner.userId)
        for (const id of earnedBy(all.tally)) if (!hoped.has(id)) hoped.set(id, today)
      }
      expect([...earned].sort()).toEqual(BADGES.map(({ id }) => id).sort())
      const noted = await facts.of(learner.userId, { kinds: ['achievement'] })
      expect(new Map(noted.map(({ day, data }) => [data.achievement, day]))).toEqual(hoped)

      const all = plainly(known, wallOf(clock.at, learner.timezone))
      const counted = async () => ({
        sittings: await db.selectFrom('sittings').selectAll().orderBy('began').execute(),
        days: await db.selectFrom('learner_days').selectAll().orderBy('day').execute(),
        topics: await db.selectFrom('topic_days').selectAll().orderBy('day').orderBy('concept_id').execute(),
        goals: await db.selectFrom('goals').select(['id', 'value', 'state']).orderBy('id').execute(),
      })
      await facts.count(learner.userId)
      await goals.rebuild(learner.userId)
      GoalSuggestions.parse(await goals.suggestions(learner))
      const before = await counted()
      expect(before.sittings.map(({ began, ended, day }) => [began, ended, day])).toEqual(
        all.sittings.map(({ began, ended, wall }) => [
          new Date(began).toISOString(),
          new Date(ended).toISOString(),
          wall,
        ]),
      )
      expect(before.days.filter(({ reviews }) => reviews > 0).map(({ day, reviews }) => [day, reviews])).toEqual(
        all.onDay.map(([day, { length }]) => [day, length]),
      )
      for (const table of ['sittings', 'learner_days', 'topic_days'] as const)
        await db.deleteFrom(table).where('day', 'like', '%5').execute()
      await facts.rebuild(learner.userId)
      await goals.rebuild(learner.userId)
      expect(await counted()).toEqual(before)
      expect(earned).toHaveLength(BADGES.length)
    })
  },
  ['sqlite'],
)
