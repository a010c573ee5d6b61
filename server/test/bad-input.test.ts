import { beforeAll, expect, test } from 'vitest'
import { inHouses, sayYes, type TestHouse } from './house.ts'
import type { TestLearner } from './learner.ts'
import { times } from './thorough.ts'

/** So many say something, a hundred at a time. */
const CROWD = times(500, 200)

inHouses('bad input', (open) => {
  let house: TestHouse
  let ada: TestLearner
  beforeAll(async () => {
    house = await open()
    ada = await house.learner()
  })
  const say = (body: unknown, headers?: Record<string, string>) => ada.call('POST', '/api/conversation', body, headers)

  test('gets a clear error in plain words, and nothing is stored', async () => {
    const cases: Array<[unknown, number]> = [
      ['{"text": "cut', 400],
      ['not json', 400],
      [Buffer.from('7b2274657874223a22ff22 7d'.replace(' ', ''), 'hex'), 400],
      ['[]', 422],
      ['null', 422],
      ['"words"', 422],
      [{}, 400],
      [{ text: '' }, 400],
      [{ text: ' \n\t ' }, 400],
      [{ text: 5 }, 422],
      [{ text: ['a'] }, 422],
      [{ text: 'x'.repeat(8_001) }, 422],
      [{ text: 'a nul \u0000' }, 422],
      ['{"text":"half \\ud83d"}', 422],
      [{ text: 'hi', session_id: '' }, 422],
      [{ text: 'hi', session_id: 'x'.repeat(129) }, 422],
      ['{"text":"hi","session_id":"\\ud83d"}', 422],
      [{ text: 'hi', session_id: 'a\u0000b' }, 422],
      [{ text: 'hi', session_id: 7 }, 422],
      [{ text: 'hi', mode: 'sing' }, 422],
      [{ text: 'hi', said_at: 'yesterday' }, 422],
      [{ audio_base64: 'AAAA' }, 415],
      [{ audio_base64: 7 }, 422],
      [`{"text":${'['.repeat(20_000)}`, 422],
    ]
    for (const [body, status] of cases) {
      const answer = await say(body)
      expect(answer.status, String(JSON.stringify(body)).slice(0, 80)).toBe(status)
      expect(answer.body.request_id).toBeTruthy()
      expect(JSON.stringify(answer.body.detail).length).toBeGreaterThan(10)
    }
    expect((await say('text=hi', { 'content-type': 'text/plain' })).status).toBe(415)
    expect((await ada.get('/api/stats')).body.database.total_captures).toBe(0)
  })

  test('of every kind is a session id that can be stored, or a clear refusal', async () => {
    house.script(sayYes)
    for (const session of [
      '😀'.repeat(64),
      'a/b/../c',
      '?#&=',
      '%00',
      ' ',
      '"quoted"',
      '<b>',
      'ü'.repeat(128),
      "'; drop table sessions; --",
      '__proto__',
    ]) {
      expect((await ada.say(`In ${session}`, { session })).status, session).toBe(200)
      expect((await ada.history(session)).count, session).toBe(1)
      expect(
        (await ada.call('DELETE', `/api/conversation/sessions/${encodeURIComponent(session)}`)).status,
        session,
      ).toBe(204)
    }
    for (const path of ['%00', '%ED%A0%80', '%', 'x'.repeat(129), 'x'.repeat(5_000)]) {
      const { status } = await ada.get(`/api/session/${path}/history`)
      expect(status, path.slice(0, 20)).toBeGreaterThanOrEqual(400)
      expect(status, path.slice(0, 20)).toBeLessThan(500)
    }
  })

  test('does not hurt what is said exactly', async () => {
    house.script(sayYes)
    for (const text of [
      'x'.repeat(8_000),
      '  spaces kept  ',
      '😀👩‍👩‍👧‍👦',
      'a\r\nb',
      '<script>alert(1)</script>',
      'e\u0301 is not \u00e9',
      '\u202Eright to left',
      "Robert'); DROP TABLE exchanges;--",
    ]) {
      const { status, body } = await ada.say(text, { session: 'exact' })
      expect(status).toBe(200)
      expect(body.user_text).toBe(text)
      expect((await ada.history('exact')).history.at(-1)?.user_text).toBe(text)
    }
  })

  test('in great number is a crowd, not a crash', async () => {
    house.script(() => ({ words: ['.'] }))
    const one = async (i: number) =>
      (await say({ text: `Message ${i}`, session_id: `many ${i % 50}`, mode: i % 2 ? 'capture' : 'conversation' }))
        .status
    const statuses = new Set<number>()
    for (let from = 0; from < CROWD; from += 100)
      for (const status of await Promise.all(Array.from({ length: 100 }, (_, i) => one(from + i)))) statuses.add(status)
    expect([...statuses]).toEqual([200])
    expect((await ada.get('/api/stats')).body.database.total_captures).toBe(CROWD + 8)
  })
})
