import { statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'

import { sql } from 'kysely'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { openSqliteFile } from '../src/db/sqlite.ts'
import { type Ends, freshPlace, inHouses, openTestHouse, sayYes, type TestHouse } from './house.ts'

/** Lets the database file grow no further, or again as it likes. */
async function limitPages(house: TestHouse, limit: 'as they are' | 'none') {
  await house.db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(trx)
    const pages = limit === 'none' ? 4_294_967_294 : (rows[0]?.page_count ?? 0)
    await sql.raw(`pragma max_page_count = ${pages}`).execute(trx)
  })
}

inHouses(
  'a disk that is full',
  (open) => {
    test('is told, nothing is half stored, and it goes on when there is room again', async () => {
      const house = await open()
      const ada = await house.learner()
      await ada.say('There is room.')
      await limitPages(house, 'as they are')
      const long = 'There is no room for all of this. '.repeat(200)
      const refused = await ada.say(long, { headers: { 'idempotency-key': 'full' } })
      expect(refused).toMatchObject({ status: 507, body: { code: 'storage-full' } })
      expect(JSON.stringify(refused.body)).not.toMatch(/sqlite|database or disk/i)
      const stream = await ada.stream(long)
      expect(stream.status).toBe(507)
      await stream.text()
      expect((await ada.history()).count).toBe(1)
      expect((await ada.get('/api/stats')).body.database.total_captures).toBe(1)

      await limitPages(house, 'none')
      expect((await ada.say(long, { headers: { 'idempotency-key': 'full' } })).status).toBe(200)
      expect((await ada.history()).count).toBe(2)
    })

    test('while the answer is written down loses neither words nor answer', async () => {
      const house = await open()
      const ada = await house.learner()
      house.script(() => ({ words: ['An answer that needs room. '.repeat(300)], firstAfterMs: 10 }))
      const stream = await ada.stream('Short.')
      expect((await stream.next())?.type).toBe('turn-start')
      await limitPages(house, 'as they are')
      await house.clock.advance(10)
      expect((await stream.rest()).at(-1)).toMatchObject({ type: 'error', code: 'storage-full' })
      await limitPages(house, 'none')
      house.script(sayYes)
      house.pass(10 * 60_000)
      await house.conversation.recover({ alone: false })
      await house.settle()
      expect((await ada.history()).history).toMatchObject([{ user_text: 'Short.', agent_text: 'Tell me more.' }])
    })
  },
  ['sqlite'],
)

inHouses(
  'a database file another program holds',
  (open) => {
    test('is waited for, and then told', async () => {
      const house = await open()
      const ada = await house.learner()
      const other = openSqliteFile('file' in house.place.address ? house.place.address.file : '')
      // What the house still has to write is written by this thread: it must not wait for itself.
      other.pragma('busy_timeout = 0')
      const takeOver = () => vi.waitFor(() => other.exec('begin immediate'), { timeout: 10_000, interval: 5 })
      await takeOver()
      const waiting = ada.say('I can wait.')
      setTimeout(() => other.exec('commit'), 100)
      expect((await waiting).status).toBe(200)

      await takeOver()
      const [one, two, history] = await Promise.all([ada.say('Nobody lets me in.'), ada.say('Nor me.'), ada.history()])
      expect(one).toMatchObject({ status: 503, body: { code: 'database-unavailable' } })
      expect(two.status).toBe(503)
      expect(Number(one.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(history.count).toBe(1)
      other.close()
      expect((await ada.say('Nobody lets me in.')).status).toBe(200)
      expect((await ada.history()).count).toBe(2)
    })
  },
  ['sqlite'],
)

inHouses(
  'a database server that goes away',
  (open) => {
    test('does not keep the house from closing', async () => {
      const house = await open()
      const ada = await house.learner()
      house.script(() => ({ hang: true }))
      const stream = await ada.stream('Before the fall.')
      await stream.next()
      await refuseConnections(house, true)
      const events = stream.rest()
      await house.close()
      expect((await events).at(-1)).toMatchObject({ type: 'error', code: 'database-unavailable' })
      await refuseConnections(house, false)
    })

    test('is told, and the house goes on when it is back', async () => {
      const house = await open()
      const ada = await house.learner()
      house.script(() => ({ words: ['Long answer.'], firstAfterMs: 10 }))
      const stream = await ada.stream('Before the fall.')
      await stream.next()
      // What the reply is made from has been read by then.
      await expect.poll(() => house.clock.pending, { timeout: 10_000 }).toBeGreaterThan(0)
      await refuseConnections(house, true)
      const refused = await ada.say('Anybody there?')
      expect(refused).toMatchObject({ status: 503, body: { code: 'database-unavailable' } })
      await house.clock.advance(10)
      expect((await stream.rest()).at(-1)).toMatchObject({ type: 'error', code: 'database-unavailable' })
      await refuseConnections(house, false)
      house.script(sayYes)
      house.pass(10 * 60_000)
      await house.conversation.recover({ alone: false })
      await house.settle()
      expect((await ada.history()).history).toMatchObject([
        { user_text: 'Before the fall.', agent_text: 'Tell me more.' },
      ])
    })
  },
  process.env.TEST_POSTGRES_URL ? ['postgres'] : [],
)

/** Throws everybody out of the house's database and lets nobody in, or lets them in again. */
async function refuseConnections(house: TestHouse, refuse: boolean) {
  const { default: pg } = await import('pg')
  const admin = new pg.Client({ connectionString: process.env.TEST_POSTGRES_URL })
  await admin.connect()
  const name = 'url' in house.place.address ? new URL(house.place.address.url).pathname.slice(1) : ''
  await admin.query(`alter database ${name} with allow_connections ${!refuse}`)
  if (refuse) await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name])
  await admin.end()
}

describe('a house that cannot open', () => {
  const ends: Ends = []
  afterAll(async () => {
    for (const end of ends.reverse()) await end()
  })

  test('because its file is no database, leaves the file alone', async () => {
    const place = await freshPlace('sqlite', ends)
    const file = 'file' in place.address ? place.address.file : ''
    writeFileSync(file, 'Dear Ada, this is a letter. '.repeat(100))
    const { size } = statSync(file)
    await expect(openTestHouse(place, {}, ends)).rejects.toThrow(/not a database/)
    expect(statSync(file).size).toBe(size)
  })

  test('because another server works on its data, says so', async () => {
    const place = await freshPlace('sqlite', ends)
    await openTestHouse(place, {}, ends)
    await expect(openTestHouse(place, {}, ends)).rejects.toThrow(/already running on this data folder/)
  })

  test('because its port is taken, says so and lets go of its data', async () => {
    const place = await freshPlace('sqlite', ends)
    const squatter = createServer().listen(0, '127.0.0.1')
    await new Promise((ready) => squatter.once('listening', ready))
    const { port } = squatter.address() as { port: number }
    await expect(openTestHouse(place, { env: { PORT: String(port) } }, ends)).rejects.toMatchObject({
      code: 'EADDRINUSE',
    })
    squatter.close()
    for (const end of ends.splice(-1)) await end()
    const house = await openTestHouse(place, {}, ends)
    expect((await fetch(`${house.url}/health`)).status).toBe(200)
  })
})
