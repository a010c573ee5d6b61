import { createHash } from 'node:crypto'
import type {
  Heatmap,
  Hours,
  Insights,
  Progress,
  ProgressOverview,
  Recall,
  Report,
  Topics,
  Trends,
} from '@lva/contracts/insights'
import { expect, test } from 'vitest'
import { inHouses, type TestHouse } from '../../test/house.ts'
import type { TestLearner } from '../../test/learner.ts'
import { addDays, weekday } from '../days.ts'
import { newId } from '../ids.ts'
import type { Found } from './noticing/found.ts'
import { createNotebook } from './noticing/notebook.ts'
import { type Year, yearOf } from './testing/year.ts'

const NOW = '2027-06-16T16:00:00.000Z'
const TODAY = NOW.slice(0, 10)
const TOPICS = Array.from({ length: 14 }, (_, at) => `00000000-0000-7000-8000-0000000000${at + 10}`)

/** Somebody with so many days behind them that end today, and those again as plain numbers. */
async function withYear(house: TestHouse, ana: TestLearner, days = 100): Promise<Year> {
  const year = yearOf(ana.id, { last: TODAY, days, topics: TOPICS })
  const topics = TOPICS.map((id, at) => ({
    ...{ id, user_id: ana.id, name: `Topic ${at}`, key: `topic ${at}`, kind: 'concept' as const, mentions: 1 },
    ...{ first_at: NOW, last_at: NOW },
  }))
  await house.db.insertInto('concepts').values(topics).execute()
  await house.measured.facts.recordAll(house.db, ana.id, year.facts)
  return year
}

type Day = { turns: Year['turns']; reviews: Year['reviews'] }

/** The plain numbers of a year, and what a span of days comes to, counted by whoever checks. */
function counterOf({ turns, reviews }: Year) {
  const days = new Map<string, Day>()
  const of = (day: string): Day =>
    days.get(day) ?? days.set(day, { turns: [], reviews: [] }).get(day) ?? { turns: [], reviews: [] }
  for (const turn of turns) of(turn.day).turns.push(turn)
  for (const review of reviews) of(review.day).reviews.push(review)
  const sorted = [...days.keys()].sort()
  return (from: string, to: string) => {
    const active = sorted.filter((day) => day >= from && day <= to)
    const said = active.flatMap((day) => of(day).turns)
    const answered = active.flatMap((day) => of(day).reviews)
    const done = [...said.map(({ at }) => ({ at, ms: 20_000 })), ...answered.map(({ at }) => ({ at, ms: 0 }))]
    const sittings: { began: number; until: number }[] = []
    for (const { at, ms } of done.sort((a, b) => a.at - b.at)) {
      const last = sittings.at(-1)
      if (last && at - last.until < 30 * 60_000) last.until = Math.max(last.until, at + ms)
      else sittings.push({ began: at, until: at + ms })
    }
    return {
      ...{ days: active, sittings, exchanges: said.length, answered, reviews: answered.length },
      minutes: sittings.reduce((sum, { began, until }) => sum + Math.round((until - began) / 1000), 0) / 60,
      recalled: answered.filter(({ recalled }) => recalled).length,
      topics: new Set([...said, ...answered].map(({ topic }) => topic)),
    }
  }
}

inHouses('insights', (open, engine) => {
  test('a year is told as it was: numbers, series, pictures, reports and exports', async () => {
    const house = await open()
    house.pass(Date.parse(NOW) - Date.now())
    const [ana, ben] = [await house.learner(), await house.learner()]
    const year = await withYear(house, ana, engine === 'sqlite' ? 365 : 190)
    const count = counterOf(year)
    const month = count(addDays(TODAY, -29), TODAY)
    const before = count(addDays(TODAY, -59), addDays(TODAY, -30))
    const all = count('2000-01-01', TODAY)

    const overview = (await ana.get<ProgressOverview>('/api/analytics/overview')).body
    const figures = Object.fromEntries(overview.figures.map(({ figure, value, before }) => [figure, [value, before]]))
    expect(figures).toMatchObject({
      sessions: [month.sittings.length, before.sittings.length],
      minutes: [expect.closeTo(month.minutes, 6), expect.closeTo(before.minutes, 6)],
      exchanges: [month.exchanges, before.exchanges],
      reviews: [month.reviews, before.reviews],
      recall: [expect.closeTo(month.recalled / month.reviews, 9), expect.closeTo(before.recalled / before.reviews, 9)],
      topics: [month.topics.size, before.topics.size],
    })
    expect(overview.quick).toMatchObject({
      ...{ first_day: all.days[0], active_days: all.days.length, sessions: all.sittings.length },
      ...{ exchanges: all.exchanges, reviews: all.reviews, minutes: expect.closeTo(all.minutes, 6) },
    })

    // They came within the 200 days before: some days are not compared with 200.
    const longer = (await ana.get<ProgressOverview>('/api/analytics/overview?days=200')).body.figures
    expect(longer.filter(({ figure, change }) => figure !== 'recall' && change !== null)).toEqual([])

    for (const unit of ['day', 'week', 'month'] as const) {
      const { points } = (await ana.get<Progress>(`/api/analytics/progress?metric=exchanges&unit=${unit}&days=150`))
        .body
      for (const { from, to, value } of points) expect([from, value]).toEqual([from, count(from, to).exchanges])
      if (unit === 'week') expect(points.slice(1).every(({ from }) => weekday(from) === 0)).toBe(true)
    }
    const recalled = (await ana.get<Progress>('/api/analytics/progress?metric=recall&days=60')).body
    const shares = recalled.points.map(({ from }) => {
      const { reviews, recalled } = count(from, from)
      return reviews > 0 ? recalled / reviews : null
    })
    expect(recalled.points.map(({ value }) => value)).toEqual(shares)
    expect(recalled.rolling.map(({ days }) => days)).toEqual([7, 30, 90])
    const week = shares.slice(-7).filter((share) => share !== null)
    expect(recalled.rolling[0]?.values.at(-1)).toBeCloseTo(week.reduce((sum, one) => sum + one, 0) / week.length, 9)

    const trends = (await ana.get<Trends>('/api/analytics/trends?metric=exchanges&days=90')).body
    const daily = (from: number, to: number) =>
      Array.from(
        { length: from - to + 1 },
        (_, at) => count(addDays(TODAY, at - from), addDays(TODAY, at - from)).exchanges,
      )
    const mean = (values: number[]) => values.reduce((sum, one) => sum + one, 0) / values.length
    expect(trends.comparison).toMatchObject({
      now: { mean: expect.closeTo(mean(daily(89, 0)), 9), n: 90 },
      before: { mean: expect.closeTo(mean(daily(179, 90)), 9), n: 90 },
      p: expect.any(Number),
    })
    const values = daily(89, 1)
    const x = (values.length - 1) / 2
    const slope =
      values.reduce((sum, y, at) => sum + (at - x) * (y - mean(values)), 0) /
      values.reduce((sum, _, at) => sum + (at - x) ** 2, 0)
    expect([trends.trend.slope, trends.trend.n]).toEqual([expect.closeTo(slope, 9), 89])
    expect(trends.seasonality.weekdays[6]?.mean).toBeLessThan(trends.seasonality.weekdays[0]?.mean ?? 0)
    expect(trends.outlook.days.map(({ day }) => day).slice(0, 2)).toEqual([addDays(TODAY, 1), addDays(TODAY, 2)])
    const unusual = Array.from({ length: 89 }, (_, at) => addDays(TODAY, at - 89)).filter((day) => {
      const back = Array.from({ length: 30 }, (_, at) => count(addDays(day, at - 30), addDays(day, at - 30)).exchanges)
      const spread = Math.sqrt(back.reduce((sum, one) => sum + (one - mean(back)) ** 2, 0) / 29)
      return Math.abs(count(day, day).exchanges - mean(back)) >= 2 * spread
    })
    expect(trends.anomalies.found.map(({ day }) => day)).toEqual(unusual)

    const recall = (await ana.get<Recall>('/api/analytics/recall?days=90')).body
    const { answered } = count(addDays(TODAY, -89), TODAY)
    expect(recall.calibration.error.n).toBe(answered.length)
    for (const { from, to, n, recalled } of recall.calibration.bands) {
      const own = answered.filter(({ predicted }) => Math.floor(predicted * 10) === Math.round(from * 10))
      expect([to, n]).toEqual([expect.any(Number), own.length])
      if (n >= 5) expect(recalled).toBeCloseTo(own.filter((one) => one.recalled).length / own.length, 9)
    }

    const hours = (await ana.get<Hours>('/api/analytics/hours?days=30')).body
    for (const { hour, sessions } of hours.hours)
      expect([hour, sessions]).toEqual([
        hour,
        month.sittings.filter(({ began }) => new Date(began).getUTCHours() === hour).length,
      ])
    expect(hours.weekdays.map(({ sessions }) => sessions).reduce((sum, one) => sum + one, 0)).toBe(
      month.sittings.length,
    )

    const topics = (await ana.get<Topics>('/api/analytics/topics?days=30')).body
    expect(topics.total).toBe(month.topics.size)
    for (const { concept_id, exchanges, reviews } of topics.topics) {
      const own = <Thing extends { topic: string; day: string }>(things: Thing[]) =>
        things.filter(({ topic, day }) => topic === concept_id && day >= addDays(TODAY, -29)).length
      expect([exchanges, reviews]).toEqual([own(year.turns), own(year.reviews)])
    }

    const heatmap = (await ana.get<Heatmap>('/api/analytics/heatmap')).body
    const thisYear = count('2027-01-01', TODAY)
    expect(heatmap.days.map(({ day }) => day)).toEqual(thisYear.days)
    for (const { day, activities, band } of heatmap.days) {
      const { exchanges, reviews } = count(day, day)
      const total = exchanges + reviews
      expect([activities, band]).toEqual([total, total > 30 ? 4 : total > 15 ? 3 : total > 5 ? 2 : 1])
    }

    const report = (await ana.get<Report>('/api/analytics/report?period=week')).body
    expect([report.from, report.to, report.complete, report.days.length]).toEqual(['2027-06-07', '2027-06-13', true, 7])
    const lastWeek = count(report.from, report.to)
    expect(report.figures.find(({ figure }) => figure === 'exchanges')).toMatchObject({
      value: lastWeek.exchanges,
      before: count('2027-05-31', '2027-06-06').exchanges,
    })
    const running = (await ana.get<Report>(`/api/analytics/report?period=week&day=${TODAY}`)).body
    const mastered = ({ figures }: Report) => figures.find(({ figure }) => figure === 'mastered')?.value
    expect([mastered(report), mastered(running)]).toEqual([null, 0])
    expect([running.from, running.to, running.complete]).toEqual(['2027-06-14', TODAY, false])
    expect(running.figures.find(({ figure }) => figure === 'exchanges')?.before).toBe(
      count('2027-06-07', '2027-06-09').exchanges,
    )
    expect((await ana.get(`/api/analytics/report?day=2027-07-01`)).status).toBe(400)
    const markdown = await ana.get<string>('/api/analytics/report?period=month&format=markdown')
    expect(markdown.body).toContain(`| Exchanges | ${count('2027-05-01', '2027-05-31').exchanges} |`)
    const pdf = await fetch(`${house.url}/api/analytics/report?format=pdf`, {
      headers: { authorization: `Bearer ${ana.token}` },
    })
    expect(
      Buffer.from(await pdf.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-')

    const csv = await ana.get<string>('/api/analytics/export?format=csv&table=days')
    expect(csv.body.trimEnd().split('\r\n')).toHaveLength(all.days.length + 1)
    expect(csv.headers.get('x-rows')).toBe(String(all.days.length))
    expect(csv.headers.get('repr-digest')).toBe(`sha-256=:${createHash('sha256').update(csv.body).digest('base64')}:`)
    const { tables } = (await ana.get('/api/analytics/export')).body
    expect([tables.days.rows, tables.sessions.rows, tables.topics.rows]).toEqual([
      all.days.length,
      all.sittings.length,
      all.topics.size,
    ])
    expect(tables.sessions.sha256).toBe(createHash('sha256').update(JSON.stringify(tables.sessions.of)).digest('hex'))

    // Nobody sees what is another's, and nobody sees a number that is invented.
    const empty = (await ben.get<ProgressOverview>('/api/analytics/overview')).body
    expect(empty.quick).toMatchObject({ first_day: null, active_days: 0, longest_streak: null, busiest: null })
    expect(empty.figures.every(({ value, change }) => !value && change === null)).toBe(true)
    expect((await ben.get<Insights>('/api/analytics/insights')).body).toEqual({ insights: [], waiting: 0 })
    const nothing = (await ben.get<Trends>('/api/analytics/trends')).body
    expect([nothing.trend.direction, nothing.outlook.days, nothing.comparison.p, nothing.anomalies.n]).toEqual([
      null,
      [],
      null,
      0,
    ])
    expect((await ben.get<Progress>('/api/analytics/progress')).body.points.every(({ value }) => value === null)).toBe(
      true,
    )
    expect((await ben.get<Report>('/api/analytics/report')).body).toMatchObject({
      empty: true,
      figures: [],
      days: [],
      best: null,
    })
  })

  test('insights are told once, five at a time, and what is dismissed or put off stays so', async () => {
    const house = await open()
    house.pass(Date.parse(NOW) - Date.now())
    const [ana, ben] = [await house.learner(), await house.learner()]
    await withYear(house, ana)
    const look = async () => (await ana.get<Insights>('/api/analytics/insights')).body
    const first = await look()
    const rows = await house.db.selectFrom('insights').selectAll().execute()
    expect(rows.length).toBe(first.insights.length + first.waiting)
    expect(rows.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(['best-hours', 'scattered', 'milestone-sessions']),
    )
    for (const { because, n } of first.insights) expect(because).toContain(`n = ${n}`)
    expect(await look()).toEqual(first)

    const [one, two] = first.insights
    const change = (id: string | undefined, body: object, who = ana) =>
      who.call('PATCH', `/api/analytics/insights/${id}`, body)
    expect((await change(one?.id, { state: 'dismissed' }, ben)).status).toBe(404)
    expect((await change(one?.id, { state: 'dismissed' })).body.state).toBe('dismissed')
    expect((await change(two?.id, { state: 'snoozed', days: 3 })).body.state).toBe('snoozed')
    const ids = ({ insights }: Insights) => insights.map(({ id }) => id)
    expect(ids(await look())).not.toContain(one?.id)
    expect(ids(await look())).not.toContain(two?.id)
    expect((await change(two?.id, { state: 'open' })).body.state).toBe('open')
    expect(ids(await look())).toContain(two?.id)

    // However much is found, a week brings fifteen, and the screen shows five.
    const notebook = createNotebook({ db: house.db, names: async () => new Map(), now: house.now, newId })
    const much = (rule: Found['rule'], importance: number) =>
      Array.from({ length: 30 }, (_, at): Found => {
        return { rule, key: `${rule}:${importance}:${at}`, importance, n: at, figures: {}, conceptId: null }
      })
    const [some, urgent, all] = [much('milestone-hours', 1), much('milestone-hours', 5), much('mastered', 4)]
    const note = (found: Found[], days: number) => notebook.note(ben.id, found, addDays(TODAY, days))
    expect([await note(some, 0), await note(some, 0), await note(urgent, 0)]).toEqual([13, 0, 2])
    expect([await note(urgent, 6), await note(some, 7), await note(all, 14)]).toEqual([0, 13, 2])
    const shown = async (found: Found[], days: number) => {
      const { insights, waiting } = await notebook.open(ben.id, { found, today: addDays(TODAY, days), locale: 'en' })
      return insights.length + waiting
    }
    // What holds still is no news after 30 days.
    expect([await shown([], 14), await shown([...some, ...all], 40), await shown(all, 60)]).toEqual([30, 2, 0])

    // What is said now is in the numbers at once.
    const exchanges = async () =>
      (await ana.get<ProgressOverview>('/api/analytics/overview')).body.figures.find(
        ({ figure }) => figure === 'exchanges',
      )?.value ?? 0
    const told = await exchanges()
    await ana.say('Glaciers move')
    expect(await exchanges()).toBe(told + 1)
  })
})
