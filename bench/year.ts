import { parseArgs } from 'node:util'
import type { ReviewSession } from '@lva/contracts/reviews'
import { readConfig } from '../server/src/config.ts'
import { createLog } from '../server/src/http/log.ts'
import { openHouse } from '../server/src/main.ts'
import { createLearner, type TestLearner } from '../server/test/learner.ts'
import { nothingThere } from '../server/test/nothing-there.ts'
import { quickPasswords } from '../server/test/quick-passwords.ts'
import { createRandom } from './random.ts'
import { LEARNED, type Learned } from './year/said.ts'

// node bench/year.ts FOLDER: lets somebody live through a year in a data folder of its own, by the same doors as everybody. The clock
// of the house is turned on day by day. `web/test/year-screens.ts` shows every screen as they then see it.
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { days: { type: 'string', default: '365' } },
})
const [folder] = positionals
if (!folder) throw new Error('Say where the data goes: node bench/year.ts FOLDER')
const DAYS = Number(values.days)
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const EMAIL = 'year@example.org'

let at = Date.now()
const house = await openHouse(
  readConfig(
    {
      ...{ ENVIRONMENT: 'development', HOST: '127.0.0.1', PORT: '0', DATA_DIR: folder, LLM: 'companion' },
      ...{ RATE_LIMIT_ENABLED: 'false', LOAD_SHEDDING: 'false', JWT_ACCESS_EXPIRE_MINUTES: '1440' },
      ...{ QUOTA_REQUESTS_PER_DAY: 'unlimited', QUOTA_TOKENS_PER_DAY: 'unlimited' },
    },
    { readFile: nothingThere },
  ),
  {
    ...{ log: createLog({ level: 'error', json: true }), path: '', home: '', acceptNewDatabase: true },
    ...{ now: () => new Date(at), passwords: quickPasswords },
  },
)
const { next: chance } = createRandom('a year')
try {
  at = Date.now() - DAYS * DAY_MS
  const learner = await createLearner((await house.serve()).replace('localhost', '127.0.0.1'), {
    email: EMAIL,
    name: 'Ada',
  })
  await wish(learner)
  for (let day = DAYS; day > 0; day--) {
    const away = day > 100 && day <= 112
    if (away || chance() < 0.22) continue
    const morning = Date.now() - day * DAY_MS
    at = Math.max(at, morning - (morning % DAY_MS) + 8 * HOUR_MS + Math.floor(chance() * HOUR_MS))
    await learner.comeBack()
    await live(learner, DAYS - day)
  }
  // Today is open still, and something new waits to be asked.
  at = Date.now()
  await learner.comeBack()
  for (const learned of LEARNED.slice(-3)) await card(learner, learned)
  await house.jobs.settle()
} finally {
  await house.close()
}
console.log(`${EMAIL} has lived through ${DAYS} days in ${folder}; the password is that of server/test/learner.ts.`)

/** What they want to reach, as somebody who begins would. */
async function wish(learner: TestLearner) {
  const goals = [
    { kind: 'streak', title: 'A month in a row', target: 30 },
    { kind: 'reviews', title: 'A few questions every day', target: 5, repeat: 'daily' },
    { kind: 'duration', title: 'Half an hour a week', target: 30, repeat: 'weekly' },
    { kind: 'exchanges', title: 'A thousand turns', target: 1_000 },
    { kind: 'custom', title: 'Read three books on beekeeping', target: 3 },
  ]
  for (const goal of goals) await learner.call('POST', '/api/goals', goal)
}

/** One day: a talk about something, a card now and then, and what is due. */
async function live(learner: TestLearner, day: number) {
  const session = `day-${day}`
  const about = LEARNED[Math.floor(chance() ** 1.6 * LEARNED.length)] as Learned
  for (let turn = 2 + Math.floor(chance() * 4); turn > 0; turn--) {
    const { body } = await learner.say(about.says[turn % 2] ?? '', { session })
    at += (1 + Math.floor(chance() * 3)) * 60_000
    if (chance() < 0.1)
      await learner.call('POST', '/api/feedback/explicit', { exchange_id: body.exchange_id, thumb: 'up' })
  }
  if (day % 12 === 0) await card(learner, LEARNED[(day / 12) % LEARNED.length] as Learned)
  await review(learner)
  await learner.call('POST', `/api/conversation/sessions/${session}/end`)
  await house.jobs.settle()
}

async function card(learner: TestLearner, { concept, deck, asked, says: [first, later] }: Learned) {
  await learner.call('POST', '/api/reviews/items', {
    ...{ concept, deck, points: [{ text: first }, { text: later }] },
    prompts: [
      { kind: 'recall', text: asked },
      { kind: 'teach-back', text: `Explain it to somebody who never heard of it: ${concept}.` },
    ],
  })
}

async function review(learner: TestLearner) {
  const begun = await learner.call<ReviewSession>('POST', '/api/reviews/sessions', { limit: 12 })
  let { body } = begun
  while (begun.status < 300 && body.question) {
    at += 30_000 + Math.floor(chance() * 30_000)
    const { prompt_id } = body.question
    const rating = chance() < 0.86 ? 3 : 1
    const path = `/api/reviews/sessions/${body.id}/rate`
    body = (await learner.call<ReviewSession>('POST', path, { id: crypto.randomUUID(), prompt_id, rating })).body
  }
}
