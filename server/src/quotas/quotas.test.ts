import type { MyUse } from '@lva/contracts/quotas'
import { expect, test, vi } from 'vitest'
import { inHouses, sayYes } from '../../test/house.ts'
import { voiceFile } from '../../test/recordings.ts'
import { createScriptedStt, createScriptedTts } from '../providers/scripted.ts'

const DAY_MS = 86_400_000

inHouses('what a learner may use in a day', (open) => {
  test('answers are counted for each learner, and the next one waits for tomorrow with its words kept', async () => {
    const house = await open({ env: { QUOTA_REQUESTS_PER_DAY: '2' } })
    house.script(() => ({ words: ['Yes.'], usage: { inputTokens: 100, outputTokens: 20 } }))
    const [ada, ben] = [await house.learner({ name: 'Ada' }), await house.learner({ name: 'Ben' })]
    expect((await ada.say('One thing.')).status).toBe(200)
    expect((await ada.say('Another thing.')).status).toBe(200)
    const asked = house.requests.length

    const refused = await ada.say('A third thing about otters.')
    expect(refused.status).toBe(429)
    expect(refused.body).toMatchObject({ code: 'quota-exhausted', kept: true, session_id: 'test-session' })
    expect(refused.body.detail).toMatch(
      /^Today's 2 answers are used up\. They begin anew at midnight UTC, in .+\. Your words are saved and will be answered then\.$/,
    )
    const wait = Number(refused.headers.get('retry-after'))
    expect(Math.abs(wait * 1000 - (DAY_MS - (house.now().getTime() % DAY_MS)))).toBeLessThan(10_000)
    expect(house.requests.length).toBe(asked)
    expect((await ada.search('otters')).count).toBe(1)
    expect((await ben.say('I have my own day.')).status).toBe(200)

    await house.quotas.settled()
    expect((await ada.get<MyUse>('/api/user/me/use')).body).toMatchObject({
      today: { requests: 2, tokens: 240 },
      quotas: { requests: 2, tokens: 'unlimited' },
    })

    house.pass(wait * 1000 + 1_000)
    await house.settle()
    expect((await ada.history()).history.at(-1)).toMatchObject({
      user_text: 'A third thing about otters.',
      agent_text: 'Yes.',
    })
  })

  test('many turns at once cannot slip through together', async () => {
    const house = await open({ env: { QUOTA_REQUESTS_PER_DAY: '5' } })
    house.script(sayYes)
    const ada = await house.learner()
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => ada.say(`Thing ${i}.`, { session: `session-${i}` })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(5).fill(200), ...Array(15).fill(429)])
    expect(house.requests).toHaveLength(5)
  })

  test('tokens are set aside before a turn, so that only one turn can go past the bound', async () => {
    const house = await open({ env: { QUOTA_TOKENS_PER_DAY: '1000', CLAUDE_MAX_TOKENS: '1000' } })
    const usage = { inputTokens: 400, outputTokens: 100 }
    house.script(() => ({ words: ['Yes.'], usage, firstAfterMs: 1_000 }))
    const ada = await house.learner()
    let refused = 0
    const together = Array.from({ length: 10 }, async (_, i) => {
      const { status } = await ada.say(`Thing ${i}.`, { session: `session-${i}` })
      refused += status === 429 ? 1 : 0
      return status
    })
    await vi.waitFor(() => expect(refused).toBe(9), { timeout: 10_000 })
    await house.clock.advance(1_000)
    expect((await Promise.all(together)).filter((status) => status === 200)).toHaveLength(1)
    house.script(() => ({ words: ['Yes.'], usage }))
    await house.quotas.settled()
    expect((await ada.say('Another.', { session: 'later' })).status).toBe(200)
    await house.quotas.settled()
    const last = await ada.say('One more.', { session: 'later' })
    expect(last.body.detail).toMatch(/^Today's 1,000 tokens of the language model are used up\./)
    expect((await ada.get<MyUse>('/api/user/me/use')).body.today).toMatchObject({ requests: 2, tokens: 1000 })
  })

  test('a reply that was interrupted is counted by its length, one that failed not at all', async () => {
    const house = await open()
    const ada = await house.learner()
    house.script(() => ({ fail: { kind: 'unavailable' } }))
    expect((await ada.say('Are you there?', { session: 'a' })).status).toBe(503)
    await house.quotas.settled()
    expect((await ada.get<MyUse>('/api/user/me/use')).body.today).toMatchObject({ requests: 0, tokens: 0 })
    house.script(() => ({ words: ['A long ', 'story '], hang: true }))
    const stream = await ada.stream('Tell me a story.', { session: 'b' })
    const begun = await stream.next()
    const id = begun?.type === 'turn-start' ? begun.exchange_id : ''
    expect((await stream.next())?.type).toBe('reply-delta')
    await ada.call('POST', `/api/conversation/exchanges/${id}/stop`)
    await stream.rest()
    await house.quotas.settled()
    const { today } = (await ada.get<MyUse>('/api/user/me/use')).body
    expect(today.requests).toBe(1)
    expect(today.tokens).toBeGreaterThan(100)
  })

  test('speech is counted in minutes; a recording beyond them is kept and written down tomorrow', async () => {
    const stt = createScriptedStt(() => ({ text: 'I saw a heron.' }))
    const house = await open({ stt, tts: createScriptedTts(), env: { QUOTA_AUDIO_MINUTES_PER_DAY: '0' } })
    const ada = await house.learner()
    const refused = await ada.speak(voiceFile)
    expect(refused.status).toBe(429)
    expect(refused.body).toMatchObject({
      code: 'quota-exhausted',
      kept: true,
      detail: expect.stringMatching(
        /^The operator of this server has switched speech off for you\. Your recording is kept/,
      ),
    })
    expect(stt.heard).toHaveLength(0)
    const said = await ada.say('Read to me.', { session: 'loud' })
    const link = said.body.audio_url as string
    expect((await fetch(house.url + link)).status).toBe(429)

    const admin = await house.admin()
    const wish = { requests: null, audio_minutes: 1, tokens: null, storage_mb: null, call_minutes: null }
    expect((await admin.call('PUT', `/admin/users/${ada.id}/quotas`, wish)).body).toEqual(wish)
    house.pass(Number(refused.headers.get('retry-after')) * 1000 + 1_000)
    await house.settle()
    expect(stt.heard).toHaveLength(1)
    expect((await fetch(house.url + (await ada.say('Read to me.')).body.audio_url)).status).toBe(200)
    await house.quotas.settled()
    const { today, quotas } = (await ada.get<MyUse>('/api/user/me/use')).body
    expect(quotas.audio_minutes).toBe(1)
    expect(today.audio_minutes).toBeGreaterThan(0)
  })

  test('what an administrator sets holds at once, for that learner alone, and is noted', async () => {
    const house = await open({ env: { QUOTA_REQUESTS_PER_DAY: '1' } })
    const [ada, ben, admin] = [await house.learner(), await house.learner(), await house.admin()]
    const set = (wish: object) =>
      admin.call('PUT', `/admin/users/${ada.id}/quotas`, { requests: null, audio_minutes: null, tokens: null, ...wish })
    expect((await ada.say('One.')).status).toBe(200)
    expect((await ada.say('Two.')).status).toBe(429)
    expect((await set({ requests: 'unlimited' })).status).toBe(200)
    expect((await ada.say('Three.')).status).toBe(200)
    expect((await set({ requests: 0 })).status).toBe(200)
    expect((await ada.say('Four.')).body.detail).toMatch(/switched answers off for you/)
    expect((await set({})).status).toBe(200)
    expect((await ada.get<MyUse>('/api/user/me/use')).body.quotas.requests).toBe(1)
    expect((await ben.say('One.')).status).toBe(200)
    expect((await ben.say('Two.')).status).toBe(429)

    expect((await set({ requests: -1 })).status).toBe(422)
    expect((await set({ requests: 1.5 })).status).toBe(422)
    expect(
      (
        await admin.call('PUT', `/admin/users/${crypto.randomUUID()}/quotas`, {
          requests: 1,
          audio_minutes: 1,
          tokens: 1,
        })
      ).status,
    ).toBe(404)
    expect(
      (
        await ada.call('PUT', `/admin/users/${ada.id}/quotas`, {
          requests: 'unlimited',
          audio_minutes: null,
          tokens: null,
        })
      ).status,
    ).toBe(403)
    const notes = await house.db
      .selectFrom('audit_events')
      .select('details')
      .where('action', '=', 'quota-changed')
      .orderBy('seq')
      .execute()
    expect(notes.map(({ details }) => JSON.parse(details).requests)).toEqual(['unlimited', 0, null])
  })

  test('the built-in companion goes on where the operator names it, and is not counted', async () => {
    const house = await open({
      env: { LLM: 'openai,companion', OPENAI_BASE_URL: 'http://127.0.0.1:9', QUOTA_REQUESTS_PER_DAY: '1' },
    })
    const ada = await house.learner()
    expect((await ada.say('I read about herons.')).body.answered_by?.provider).toBe('scripted')
    expect((await ada.say('They stand very still.')).body.answered_by?.provider).toBe('companion')
    await house.quotas.settled()
    expect((await ada.get<MyUse>('/api/user/me/use')).body.today.requests).toBe(1)
  })

  test('the note at the end of a session is written by the companion when the day is used up', async () => {
    const house = await open({ env: { QUOTA_REQUESTS_PER_DAY: '1' } })
    const ada = await house.learner()
    await ada.say('Herons stand very still.')
    const end = await ada.call('POST', '/api/conversation/sessions/test-session/end')
    expect(end.status).toBe(200)
    expect(end.body.summary).toMatch(/heron/i)
    expect(house.requests).toHaveLength(1)
  })

  test('use is forgotten after 90 days', async () => {
    const house = await open()
    const ada = await house.learner()
    await ada.say('Hello there, dear companion.')
    house.pass(89 * DAY_MS)
    await house.quotas.sweep()
    expect(await house.quotas.days(ada.id, { limit: 10 })).toHaveLength(1)
    house.pass(2 * DAY_MS)
    await house.quotas.sweep()
    expect(await house.quotas.days(ada.id, { limit: 10 })).toHaveLength(0)
  })
})
