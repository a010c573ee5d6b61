import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createScriptedStt } from '../src/providers/scripted.ts'
import { inHouses, sayYes, type TestHouse } from './house.ts'
import type { TestLearner } from './learner.ts'
import { voiceFile } from './recordings.ts'
import { whereIs } from './search-everywhere.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

function filesKept({ place }: TestHouse): number {
  const folder = join(place.folder, 'recordings')
  return existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length
    : 0
}

/** Time passes, the work of the hour is done, and everybody comes back. */
async function later(house: TestHouse, ms: number, ...learners: TestLearner[]) {
  house.pass(ms)
  await house.settle()
  for (const learner of learners) await learner.comeBack()
}

const choose = (learner: TestLearner, settings: object) => learner.call('PATCH', '/api/user/me', { settings })
const hear = (learner: TestLearner, exchangeId: string) =>
  learner.get(`/api/conversation/exchanges/${exchangeId}/recording`)

inHouses('nothing is kept longer than was chosen', (open) => {
  const stt = createScriptedStt(() => ({ text: 'mitosis splits a cell' }))

  test('a recording can be heard as long as its owner chose, and then it is gone', async () => {
    const house = await open({ stt })
    const [ada, ben] = [await house.learner(), await house.learner()]
    await choose(ada, { recordings_kept: '7d' })
    const { body } = await ada.speak(voiceFile)
    await ben.speak(voiceFile)
    const [turn] = (await ada.history()).history
    expect(turn?.metadata).toMatchObject({ state: 'answered', recording_id: expect.any(String) })
    expect(await hear(ada, body.exchange_id)).toMatchObject({ status: 200 })
    expect((await hear(ben, body.exchange_id)).status).toBe(404)
    expect(filesKept(house)).toBe(1)

    await later(house, 7 * DAY - HOUR, ada)
    expect((await hear(ada, body.exchange_id)).status).toBe(200)
    await later(house, 2 * HOUR, ada)
    expect((await hear(ada, body.exchange_id)).status).toBe(404)
    expect(filesKept(house)).toBe(0)
    expect(await house.db.selectFrom('recordings').select('id').execute()).toEqual([])
    const [since] = (await ada.history()).history
    expect(since).toMatchObject({ user_text: turn?.user_text, metadata: { recording_id: null, spoken: true } })
  })

  test('one that is not written down stays, and so many of them hide no other', async () => {
    const house = await open()
    const ada = await house.learner()
    await choose(ada, { recordings_kept: '24h' })
    const { body } = await ada.speak(voiceFile)
    const waiting = await house.db.selectFrom('recordings').selectAll().executeTakeFirstOrThrow()
    const turn = await house.db.selectFrom('exchanges').selectAll().executeTakeFirstOrThrow()
    const { seq: _, ...facts } = turn
    for (let n = 0; n < 120; n += 1) {
      const id = crypto.randomUUID()
      await house.db
        .insertInto('recordings')
        .values({ ...waiting, id })
        .execute()
      await house.db
        .insertInto('exchanges')
        .values({ ...facts, id, recording_id: id })
        .execute()
    }
    const heard = 'ffffffff-ffff-4fff-bfff-ffffffffffff'
    await house.db
      .insertInto('recordings')
      .values({ ...waiting, id: heard })
      .execute()
    await house.db
      .insertInto('exchanges')
      .values({ ...facts, id: heard, recording_id: heard, state: 'answered', user_text: 'Heard', agent_text: 'Yes' })
      .execute()
    await later(house, 40 * DAY, ada)
    const left = await house.db.selectFrom('recordings').select('id').execute()
    expect(left).toHaveLength(121)
    expect(left.map(({ id }) => id)).not.toContain(heard)
    expect((await hear(ada, body.exchange_id)).status).toBe(200)
  })

  test('what was said goes with its index, titles and notes', async () => {
    const house = await open()
    const ada = await house.learner()
    const ben = await house.learner()
    await choose(ada, { transcripts_kept: '30d' })
    await ada.say('The oldest of all is xylophagous', { session: 'all-old' })
    house.script(() => ({ words: ['A note about xylophagous beetles.'] }))
    await ada.call('POST', '/api/conversation/sessions/all-old/end')
    await house.settle()
    house.script(sayYes)
    await ada.say('Old and quixotic', { session: 'half-old' })
    await ben.say('Ben said xylophagous too')
    await later(house, 20 * DAY, ada)
    await ada.say('Young and zygotic', { session: 'half-old' })

    await later(house, 11 * DAY, ada, ben)
    const { sessions } = (await ada.get('/api/conversation/sessions')).body
    expect(sessions).toMatchObject([{ session_id: 'half-old', exchange_count: 1 }])
    expect((await ada.history('half-old')).history).toMatchObject([{ user_text: 'Young and zygotic' }])
    expect((await ada.search('xylophagous')).count).toBe(0)
    expect((await ada.search('quixotic')).count).toBe(0)
    expect((await ada.search('zygotic')).count).toBe(1)
    expect((await ben.search('xylophagous')).count).toBe(1)
    const found = await whereIs(['quixotic', 'quixot'], { folder: house.place.folder, database: house.database })
    expect(found).toEqual({})
  })

  test('what the operator allows at most wins over every choice', async () => {
    const house = await open({ stt, env: { RECORDINGS_KEPT_MAX_DAYS: '2', TRANSCRIPTS_KEPT_MAX_DAYS: '10' } })
    const ada = await house.learner()
    await choose(ada, { recordings_kept: 'forever', transcripts_kept: 'forever' })
    expect((await ada.get('/api/gdpr')).body).toMatchObject({
      recordings_kept: { choice: 'forever', hours: 48, limit_hours: 48 },
      transcripts_kept: { choice: 'forever', hours: 240, limit_hours: 240 },
    })
    const { body } = await ada.speak(voiceFile)
    await later(house, 2 * DAY + HOUR, ada)
    expect((await hear(ada, body.exchange_id)).status).toBe(404)
    expect(filesKept(house)).toBe(0)
    expect((await ada.history()).count).toBe(1)
    await later(house, 8 * DAY, ada)
    expect((await ada.get('/api/conversation/sessions')).body.sessions).toEqual([])

    const never = await open({ stt, env: { RECORDINGS_KEPT_MAX_DAYS: '0' } })
    const eve = await never.learner()
    await choose(eve, { recordings_kept: 'forever' })
    await eve.speak(voiceFile)
    expect(filesKept(never)).toBe(0)
  })
})
