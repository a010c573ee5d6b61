import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { goalsOf } from '../../bench/load/goals.ts'
import { createHands } from '../../bench/load/people/hands.ts'
import { afterwards, nextWish, type Person, person } from '../../bench/load/people/person.ts'
import { pauseAfter } from '../../bench/load/people/visit.ts'
import { COMERS_AND_GOERS, type Done, LEARNERS, type Mix, type Wish } from '../../bench/load/people/wishes.ts'
import { perform } from '../../bench/load/perform.ts'
import { planOf, WrongWords } from '../../bench/load/plan.ts'
import { ceiling, overTime } from '../../bench/load/report/charts.ts'
import { markdownOf } from '../../bench/load/report/markdown.ts'
import { ALL, faultsOf, momentsOf, rowsOf, trendOf } from '../../bench/load/report/numbers.ts'
import { pageOf } from '../../bench/load/report/page.ts'
import { met, type Report } from '../../bench/load/report/report.ts'
import { brokenBy, goalOf } from '../../bench/load/runs/stress.ts'
import { SCENARIOS } from '../../bench/load/scenarios.ts'
import { lookAt } from '../../bench/load/target.ts'
import { createRandom } from '../../bench/random.ts'
import { type Ends, freshPlace, openTestHouse, type TestHouse } from './house.ts'

const GUIDE = new URL('../../docs/testing/LOAD_TESTING_GUIDE.md', import.meta.url)
const SCRIPT = fileURLToPath(new URL('../../scripts/run_load_tests.sh', import.meta.url))

const answered = (kind: string, ms: number, more: Partial<Done> = {}): Done => ({
  ...{ kind, at: 0, ms, status: 200, ok: true, limited: false, retryAfter: null, detail: null },
  ...more,
})

/** What somebody does in so many steps, when everything is answered as it should be. */
function lived(mix: Mix, steps: number, seed: string, answer: (who: Person) => Partial<Done> = () => ({})): string[] {
  const random = createRandom(seed)
  let who = person('ada')
  return Array.from({ length: steps }, (_, step) => {
    const wish = nextWish(who, { random, nowMs: step * 30_000, mix })
    const tokens = { access: `access ${step}`, refresh: `refresh ${step}` }
    const asked = wish.kind === 'begin a review' ? { review: 'r', prompt: 'p' } : null
    who = afterwards(who, wish, answered(wish.kind, 1, { tokens, asked, ...answer(who) }), step * 30_000)
    return wish.kind
  })
}

describe('a virtual user', () => {
  test('signs up, signs in, and then does what people do; the same seed does the same', () => {
    const life = lived(LEARNERS, 400, 'one')
    expect(life.slice(0, 2)).toEqual(['sign up', 'sign in'])
    expect(new Set(life)).toEqual(
      new Set([
        'sign up',
        'sign in',
        'stay signed in',
        'rate a card',
        'turn by socket',
        'close the socket',
        ...Object.keys(LEARNERS),
      ]),
    )
    expect(lived(LEARNERS, 400, 'one')).toEqual(life)
    expect(lived(LEARNERS, 400, 'two')).not.toEqual(life)
    // A socket is used and closed, and a card that is asked is rated.
    const opened = life.indexOf('open a socket')
    expect(life.slice(opened, opened + 4)).toEqual([
      'open a socket',
      'turn by socket',
      'turn by socket',
      'close the socket',
    ])
    expect(life[life.indexOf('begin a review') + 1]).toBe('rate a card')
  })

  test('stays in the session of their socket, however much they say', () => {
    const who = { ...person('ada', 'token'), tried: 19 }
    const opened = afterwards(who, { kind: 'open a socket', session: 'ada-0' }, answered('open a socket', 1), 0)
    const wish = nextWish({ ...opened, tried: 20 }, { random: createRandom(1), nowMs: 0, mix: LEARNERS })
    expect(wish).toMatchObject({ kind: 'turn by socket', session: 'ada-0' })
  })

  test('signs in again when the house does not know them any more, or they left', () => {
    const gone = lived(LEARNERS, 4, 'one', (who) => (who.at === 'inside' ? { ok: false, status: 401 } : {}))
    expect(gone.slice(0, 2)).toEqual(['sign up', 'sign in'])
    expect(gone[3]).toBe('sign in')
    const coming = lived(COMERS_AND_GOERS, 60, 'one')
    expect(coming[coming.indexOf('sign out') + 1]).toBe('sign in')
  })

  test('is not signed up when that failed, and waits as a refusal says', () => {
    expect(lived(LEARNERS, 2, 'one', () => ({ ok: false, status: 503 }))).toEqual(['sign up', 'sign up'])
    const think = { from: 1000, to: 3000 }
    const refused = answered('turn', 1, { ok: false, limited: true, status: 429, retryAfter: 7 })
    expect(pauseAfter({ kind: 'stats', least: 0 }, refused, think, createRandom(1))).toBe(7_000)
    expect(
      pauseAfter({ kind: 'stats', least: 0 }, answered('stats', 1), think, createRandom(1)),
    ).toBeGreaterThanOrEqual(1000)
    expect(pauseAfter({ kind: 'sign up' }, answered('sign up', 1), think, createRandom(1))).toBe(0)
  })
})

test('what is answered is read: 200 with the wrong words is wrong', async () => {
  const wrong: Record<string, [number, object]> = {
    '/api/auth/login': [200, {}],
    '/api/conversation': [200, { user_text: 'Another thing.', agent_text: 'Yes.' }],
    '/api/session/s/history?limit=20': [200, { history: [{ user_text: 'Another thing.' }] }],
    '/api/search': [200, { results: [] }],
    '/api/stats': [200, { database: { total_captures: 2 } }],
    '/api/user/me': [429, { code: 'too-many-requests' }],
  }
  const server = createServer((request, answer) => {
    const [status, body] = wrong[request.url ?? ''] ?? [404, {}]
    answer.writeHead(status, { 'retry-after': '9' }).end(JSON.stringify(body))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bound = server.address()
  const hands = createHands(`http://127.0.0.1:${typeof bound === 'object' && bound?.port}`, { address: '10.0.0.1' })
  const did = (wish: Wish) => hands.do(person('ada', 'token'), wish)
  const turn = { text: 'A thing.', session: 's', key: 'k' }
  expect(await did({ kind: 'sign in' })).toMatchObject({ ok: false, detail: 'there is no token in it' })
  expect(await did({ kind: 'turn', ...turn })).toMatchObject({
    ok: false,
    status: 200,
    detail: 'other words came back',
  })
  expect(await did({ kind: 'streamed turn', ...turn })).toMatchObject({ ok: false })
  expect(await did({ kind: 'history', session: 's', expects: 'A thing.' })).toMatchObject({ ok: false })
  expect(await did({ kind: 'search', query: 'thing', expects: true })).toMatchObject({ ok: false })
  expect(await did({ kind: 'stats', least: 3 })).toMatchObject({ ok: false, detail: 'fewer turns than were said' })
  expect(await did({ kind: 'who am I' })).toMatchObject({ ok: false, limited: true, retryAfter: 9 })
  expect(await did({ kind: 'open a socket', session: 's' })).toMatchObject({ ok: false, status: 404 })
  hands.close()
  server.close()
  expect(await did({ kind: 'stats', least: 0 })).toMatchObject({ ok: false, status: 0 })
})

describe('the numbers of a report', () => {
  const dones = [
    ...Array.from({ length: 96 }, (_, n) => answered('turn', n + 1)),
    answered('turn', 500, { ok: false, status: 500, detail: 'internal' }),
    ...[0, 1, 2].map(() => answered('search', 1, { ok: false, limited: true, status: 429 })),
  ]

  test('percentiles are of what was not limited, and 429 is neither success nor failure', () => {
    const [all, turns, searches] = rowsOf(dones)
    expect(all).toMatchObject({
      kind: ALL,
      asked: 100,
      ok: 96,
      limited: 3,
      failed: 1,
      p50: 49,
      p95: 93,
      p99: 500,
      most: 500,
    })
    expect(all?.success).toBeCloseTo(96 / 97)
    expect(turns).toMatchObject({ kind: 'turn', asked: 97, limited: 0 })
    expect(searches).toMatchObject({ kind: 'search', ok: 0, limited: 3, p95: Number.NaN, success: Number.NaN })
    expect(faultsOf(dones)).toEqual([{ what: 'turn: 500 internal', count: 1 }])
  })

  test('goals are met or not, and a run of nothing meets none', () => {
    const thresholds = { success: 0.995, p95Ms: 500, limited: 0.01, growth: 0.05 }
    expect(goalsOf(rowsOf(dones), thresholds, null).map(({ met: yes }) => yes)).toEqual([false, true, false, false])
    const trend = { windows: [100, 103], growth: 0.03 }
    const fine = goalsOf(rowsOf(dones.slice(0, 96)), thresholds, trend)
    expect(fine.map(({ met: yes }) => yes)).toEqual([true, true, true, true])
    expect(fine[0]).toMatchObject({ wanted: '> 99.5 %', read: '100 % of 96' })
    expect(goalsOf(rowsOf([]), thresholds, null)).toMatchObject([{ met: false }])
  })

  test('a run is cut into stretches, by when answers came', () => {
    const some = [
      answered('turn', 500, { at: 1_000 }),
      answered('turn', 1_000, { at: 1_900 }),
      answered('turn', 1, { at: 3_900 }),
    ]
    const moments = momentsOf(some, { beganAt: 1_000, seconds: 4 })
    expect(moments.map(({ perSecond }) => perSecond)).toEqual([1, 1, 1, 0])
    expect(moments[3]?.p95).toBe(Number.NaN)
    expect(momentsOf(some, { beganAt: 1_000, seconds: 4, most: 2 }).map(({ perSecond }) => perSecond)).toEqual([1, 0.5])
  })

  test('memory is judged by medians after a warm-up, so that a spike is no leak and a leak is no spike', () => {
    const at = (of: (second: number) => number) =>
      Array.from({ length: 100 }, (_, second) => ({ second, memory: of(second), cores: null }))
    const flat = trendOf(at((second) => (second < 20 ? second * 5 : second % 10 === 0 ? 180 : 100)))
    expect(flat?.windows).toEqual([100, 100, 100, 100, 100])
    expect(flat?.growth).toBe(0)
    expect(trendOf(at((second) => 100 + second))?.growth).toBeGreaterThan(0.4)
    expect(trendOf(at(() => 1).slice(0, 5))).toBe(null)
  })

  test('stress says how many users it carried, and what broke it', () => {
    const step = (users: number, more: object) =>
      ({ users, row: { ...(rowsOf(dones.slice(0, 96))[0] as never as object), ...more } }) as never
    const steps = [step(50, { p95: 40 }), step(100, { p95: 480 }), step(150, { p95: 900 })]
    expect(steps.map(brokenBy)).toEqual([null, null, 'p95 was 900 ms'])
    expect(goalOf(steps)).toMatchObject({
      met: true,
      read: expect.stringMatching(/^100 users .*; 150 were too many: p95 was 900 ms$/),
    })
    expect(goalOf([step(50, { success: 0.9 })])).toMatchObject({
      met: false,
      read: expect.stringContaining('90 % succeeded'),
    })
  })
})

test('the command line is read as the checklist writes it, in any order, and wrong words are told', () => {
  expect(planOf(['--target', 'https://yourdomain.com', '--scenario', 'load', '--users', '100'])).toMatchObject({
    ...{ name: 'load', target: 'https://yourdomain.com', users: 100, minutes: 5, think: { from: 1000, to: 3000 } },
  })
  expect(planOf(['--users', '7', '--scenario', 'custom', '--mix', 'turn=1,search=3'])).toMatchObject({
    mix: { turn: 1, search: 3 },
  })
  expect(planOf(['--help'])).toBe('help')
  for (const wrong of [
    ...[
      '',
      '--scenario nothing',
      '--scenario load --users 0',
      '--scenario load --users 1.5',
      '--scenario load --minutes x',
    ],
    ...['--scenario load --target ftp://a', '--scenario load --target https://a:b@c', '--scenario load --tokens f'],
    ...[
      '--scenario load --think 3-1',
      '--scenario load --mix fly=1',
      '--scenario load --nonsense',
      '--scenario load more',
    ],
    '--scenario privacy --target https://a --tokens f',
  ])
    expect(() => planOf(wrong.split(' ').filter(Boolean)), wrong).toThrow(WrongWords)
})

describe('against a running house', () => {
  const ends: Ends = []
  const folder = mkdtempSync(join(tmpdir(), 'lva-load-'))
  let house: TestHouse
  /** It counts everybody who comes from this machine as one, and allows them less than others do. */
  let strict: TestHouse
  beforeAll(async () => {
    const limits = { RATE_LIMIT_ENABLED: 'true' }
    house = await openTestHouse(
      await freshPlace('sqlite', ends),
      { env: { ...limits, TRUSTED_PROXIES: 'loopback' } },
      ends,
    )
    const fewer = { ...limits, RATE_LIMIT_REQUESTS_PER_MINUTE: '50' }
    strict = await openTestHouse(await freshPlace('sqlite', ends), { env: fewer }, ends)
  })
  afterAll(async () => {
    for (const end of ends.reverse()) await end()
    rmSync(folder, { recursive: true, force: true })
  })

  async function run({ url }: TestHouse, words: string, tokens: string[] = []): Promise<Report> {
    const plan = planOf(words.split(' '))
    if (plan === 'help') throw new Error('this is no plan')
    const circumstances = { url, tokens, over: new AbortController().signal, tell: () => {} }
    return perform(plan, { ...circumstances, where: { pid: process.pid } })
  }

  test('people come, do what people do, and every answer is right', async () => {
    const report = await run(house, '--scenario smoke --users 4 --minutes 0.05 --think 0.01-0.1')
    expect(report.faults).toEqual([])
    expect(report.rows[0]).toMatchObject({ kind: ALL, limited: 0, failed: 0, success: 1 })
    expect(report.rows.find(({ kind }) => kind === 'sign up')?.ok).toBe(4)
    expect(report.rows.find(({ kind }) => kind === 'turn')?.ok).toBeGreaterThan(0)
    expect(report.readings[0]?.memory).toBeGreaterThan(10)
    const page = pageOf(report)
    expect(page).not.toMatch(/<script|https?:\/\/|url\(/)
    expect(page.match(/<svg /g)?.length).toBeGreaterThanOrEqual(3)
    expect(markdownOf(report)).toContain('| all of it |')
  })

  test('people who are signed in already do what their token opens', async () => {
    const bo = await strict.learner()
    const wish = { name: 'load', scopes: ['read', 'write'], expires_in_days: 1, current_password: bo.password }
    const { token } = (await bo.call('POST', '/api/auth/tokens', wish)).body
    const words = `--scenario custom --users 1 --minutes 0.05 --think 0.1 --target ${strict.url} --tokens none`
    const report = await run(strict, words, [token])
    expect(report.faults).toEqual([])
    expect(report.rows[0]?.ok).toBeGreaterThan(5)
    expect(report.notes).toEqual([expect.stringContaining('share the accounts of --tokens')])
    strict.pass(61_000)
  })

  test('limits and privacy are seen to hold, and other limits are seen to be others', async () => {
    expect((await run(house, '--scenario rate-limit')).goals.filter(({ met: yes }) => !yes)).toEqual([])
    expect((await run(house, '--scenario privacy --users 1')).goals.filter(({ met: yes }) => !yes)).toEqual([])
    const other = await run(strict, '--scenario rate-limit')
    expect(met(other)).toBe(false)
    expect(other.goals[0]).toMatchObject({ wanted: 'request 101', read: 'request 51' })
    strict.pass(61_000)
  })

  test('a target that takes all users for one client is not asked', async () => {
    await expect(lookAt(strict.url, { users: 100, tokens: 0 })).rejects.toThrow(/counts everybody .* as one client/)
    await lookAt(strict.url, { users: 100, tokens: 34 })
    await expect(lookAt(strict.url, { users: 100, tokens: 5 })).rejects.toThrow(/100 users need 34 tokens/)
    await expect(lookAt('http://127.0.0.1:1', { users: 1, tokens: 0 })).rejects.toThrow(/cannot be reached/)
  })

  test('the script works from any folder; a run that is ended writes what was, and has its accounts erased', async () => {
    const turns = async () => (await house.db.selectFrom('exchanges').select('id').execute()).length
    const before = await turns()
    const words = '--users 1 --minutes 5 --think 0.1-0.2 --report reports --scenario load --target'
    const script = spawn(SCRIPT, [...words.split(' '), house.url], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    })
    const ended = new Promise((resolve) => script.once('exit', resolve))
    const said = text(script.stdout)
    await vi.waitFor(async () => expect(await turns()).toBeGreaterThan(before), { timeout: 30_000, interval: 50 })
    // As a terminal does it, to everybody in front.
    process.kill(-(script.pid ?? 0), 'SIGINT')
    await ended
    expect(await said).toMatch(/1 will be erased in 30 days/)
    expect(readdirSync(join(folder, 'reports')).sort()).toEqual(['load.html', 'load.json', 'load.md'])
    const kept: Report = JSON.parse(readFileSync(join(folder, 'reports', 'load.json'), 'utf8'))
    expect(kept).toMatchObject({ scenario: 'load', users: 1, stopped: true, faults: [] })
    const leaving = house.db.selectFrom('users').select('id').where('status', '=', 'pending_deletion')
    expect(await leaving.execute()).toHaveLength(1)
  })
})

test('charts are drawn from nothing but numbers, and nobody’s text becomes markup', () => {
  expect([0, 1, 3, 60, 0.02].map(ceiling)).toEqual([1, 1, 5, 100, 0.02])
  const lines = [
    {
      name: '<b>',
      colour: '--a',
      points: [
        [0, 1],
        [1, Number.NaN],
        [2, 4],
      ] as const,
    },
  ]
  const chart = overTime('<i>', { unit: 'ms', seconds: 2, lines, marks: [{ second: 1, what: '"' }] })
  expect(chart).not.toMatch(/<b>|<i>|NaN/)
  expect(overTime('nothing', { unit: 'ms', seconds: 2, lines: [] })).toBe('')
})

test('every command of the guide is one that is understood', () => {
  const guide = readFileSync(GUIDE, 'utf8')
  const commands = [...guide.matchAll(/^(?:npm run load --|\.\/scripts\/run_load_tests\.sh) (.+)$/gm)].map(
    ([, words = '']) => words,
  )
  expect(commands.length).toBeGreaterThan(8)
  for (const words of commands) expect(planOf(words.split(/\s+/)), words).toBeTruthy()
  for (const name of Object.keys(SCENARIOS)) expect(guide, name).toContain(`--scenario ${name}`)
})
