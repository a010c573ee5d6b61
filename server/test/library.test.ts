import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { aPage, createScriptedTools } from '../src/conversation/testing/scripted-tools.ts'
import { down, inHouses, sayYes, type TestHouse } from './house.ts'
import type { TestLearner } from './learner.ts'

inHouses('what was said', (open) => {
  let house: TestHouse
  let ada: TestLearner
  beforeAll(async () => {
    house = await open({ env: { MAX_CONTEXT_EXCHANGES: '4' } })
    ada = await house.learner({ name: 'Ada' })
  })

  test('is paged from the newest back, and around a moment', async () => {
    house.script(sayYes)
    const ids: string[] = []
    for (let i = 0; i < 7; i++) ids.push((await ada.say(`Remark ${i}.`, { session: 'pages' })).body.exchange_id)
    const page = async (query: string) => (await ada.history('pages', query)).history.map(({ id }) => ids.indexOf(id))
    expect(await page('')).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(await page('?limit=3')).toEqual([4, 5, 6])
    expect(await page(`?limit=3&before=${ids[4]}`)).toEqual([1, 2, 3])
    expect(await page(`?limit=3&before=${ids[1]}`)).toEqual([0])
    expect(await page(`?limit=3&before=${ids[0]}`)).toEqual([])
    expect(await page(`?before=${crypto.randomUUID()}`)).toEqual([])
    expect(await page(`?limit=3&around=${ids[3]}`)).toEqual([2, 3, 4])
    expect((await ada.get('/api/session/pages/history?limit=201')).status).toBe(422)
    expect(await ada.history('never seen')).toEqual({ session_id: 'never seen', history: [], count: 0 })
  })

  test('is listed by session, the latest first, with a title from its first words', async () => {
    const eve = await house.learner()
    await eve.say('How do volcanoes erupt so violently?', { session: 'volcanoes' })
    house.pass(1_000)
    await eve.say('Tides follow the moon.', { session: 'tides' })
    house.script(down)
    await eve.say('And the sun too?', { session: 'tides' })
    house.script(sayYes)
    const { sessions } = (await eve.get('/api/conversation/sessions')).body
    expect(sessions).toMatchObject([
      { session_id: 'tides', exchange_count: 2, pending_count: 1, ended_at: null },
      { session_id: 'volcanoes', exchange_count: 1, pending_count: 0 },
    ])
    expect(sessions[1].title).toMatch(/volcanoes/i)
    const older = await eve.get(`/api/conversation/sessions?before=${sessions[0].last_at}`)
    expect(older.body).toMatchObject({ count: 1, sessions: [{ session_id: 'volcanoes' }] })
    expect((await eve.get('/api/stats')).body).toMatchObject({
      database: { total_captures: 3, unique_sessions: 2 },
      sessions: { active: 2, ids: ['tides', 'volcanoes'] },
    })
    house.pass(3_600_000)
    expect((await eve.get('/api/stats')).body.sessions).toEqual({ active: 0, ids: [] })
  })

  test('is named after the first thing that was said, however short, and not after a greeting', async () => {
    house.script(sayYes)
    const sue = await house.learner()
    const title = async (session: string) =>
      (await sue.get('/api/conversation/sessions')).body.sessions.find(
        (one: { session_id: string }) => one.session_id === session,
      ).title
    await sue.say('Black holes.', { session: 'short' })
    await sue.say('Why do stars collapse under gravity?', { session: 'short' })
    expect(await title('short')).toBe('Black holes')
    await sue.say('Hello there!', { session: 'greeted' })
    expect(await title('greeted')).toBe('Hello there!')
    await sue.say('Oaks.', { session: 'greeted' })
    await sue.say('How old do oaks become?', { session: 'greeted' })
    expect(await title('greeted')).toBe('Oaks')
    for (const words of ['Hello', 'Hi', 'Hey']) await sue.say(words, { session: 'slow' })
    await sue.say('Glaciers carve valleys.', { session: 'slow' })
    expect(await title('slow')).toBe('Hello')
  })

  test('leaves as markdown, JSON and text', async () => {
    house.script(() => ({ words: ['Indeed.\nTwo lines.'] }))
    const session = 'export/ü 1'
    await ada.say('# Not a heading\nsecond line', { session })
    const file = (format: string) =>
      ada.get(`/api/conversation/sessions/${encodeURIComponent(session)}/export?format=${format}`)
    const markdown = await file('markdown')
    expect(markdown.headers.get('content-type')).toBe('text/markdown; charset=utf-8')
    expect(markdown.headers.get('content-disposition')).toMatch(/^attachment; filename="session\.md"/)
    expect(markdown.body).toContain('> # Not a heading\n> second line')
    expect(markdown.body).toContain('**Ada**')
    await ada.say('Parted\u2028lines.', { session })
    expect((await file('json')).body).toMatchObject({
      session_id: session,
      exchanges: [{ agent_text: 'Indeed.\nTwo lines.' }, { user_text: 'Parted\u2028lines.' }],
    })
    expect((await file('text')).body).toContain('Companion: Indeed.')
    expect((await file('pdf')).status).toBe(422)
    house.script(sayYes)
    await ada.say('𝒜'.repeat(200), { session: 'astral' })
    expect((await ada.get('/api/conversation/sessions/astral/export')).status).toBe(200)
    expect((await ada.get('/api/conversation/sessions/nowhere/export')).status).toBe(404)
  })

  test('leaves with the pages its replies name, whose titles cannot pass for mark-up', async () => {
    const page = aPage('High water comes twice a day.', {
      title: 'Tides](https://x) <b>',
      url: 'https://tides.example/a b',
    })
    const looked = await open({ tools: createScriptedTools({ search: () => ({ sources: [page] }) }) })
    looked.script(({ messages }) =>
      messages.at(-1)?.results
        ? { words: ['High water comes twice a day [w1].'] }
        : { toolCalls: [{ id: 'a', name: 'search', input: {} }] },
    )
    const ana = await looked.learner()
    await ana.say('How often is high water?', { session: 'sea' })
    const file = async (format: string) =>
      (await ana.get(`/api/conversation/sessions/sea/export?format=${format}`)).body as unknown as string
    const markdown = await file('markdown')
    expect(markdown).toContain('> High water comes twice a day [1].\n')
    expect(markdown).toMatch(
      /\nSources:\n\n- \\\[1\\\] Tides\\\]\(https:\/\/x\) \\<b\\>, <https:\/\/tides\.example\/a%20b>\n$/,
    )
    expect(await file('text')).toMatch(
      /\nSources:\n {2}\[1\] Tides\]\(https:\/\/x\) <b>, https:\/\/tides\.example\/a%20b\n$/,
    )
  })

  test('is summed up when the session ends, by the companion when the model is down', async () => {
    house.script(({ purpose }) =>
      purpose === 'summary' ? { words: ['<think>x</think>You looked at ', 'glaciers.'] } : sayYes(),
    )
    await ada.say('Glaciers move slowly.', { session: 'ice' })
    const end = (session: string) => ada.call('POST', `/api/conversation/sessions/${session}/end`)
    expect(await end('ice')).toMatchObject({
      status: 200,
      body: { session_id: 'ice', summary: 'You looked at glaciers.' },
    })
    const asked = house.requests.length
    expect((await end('ice')).body.summary).toBe('You looked at glaciers.')
    expect(house.requests.length).toBe(asked)

    await ada.say('They carve valleys and carry boulders.', { session: 'ice' })
    const { sessions } = (await ada.get('/api/conversation/sessions')).body
    expect(sessions.find((one: { session_id: string }) => one.session_id === 'ice').ended_at).toBe(null)
    house.script(down)
    const { summary } = (await end('ice')).body
    expect(summary).toMatch(/valleys|boulders|glaciers/i)
    expect((await end('nowhere')).status).toBe(404)
  })

  test('ends with a goodbye', async () => {
    house.script(({ purpose }) => (purpose === 'summary' ? { words: ['A note.'] } : sayYes()))
    await ada.say('Bees dance to tell the way.', { session: 'bees' })
    expect((await ada.say('Goodbye, that is all for today.', { session: 'bees' })).body.intent).toBe('end_conversation')
    await house.settle()
    const { sessions } = (await ada.get('/api/conversation/sessions')).body
    expect(sessions.find((one: { session_id: string }) => one.session_id === 'bees')).toMatchObject({
      summary: 'A note.',
      ended_at: expect.stringMatching(/Z$/),
    })
  })

  test('grows too long for the model and reaches it as a summary and the last turns', async () => {
    house.script(({ purpose }) => (purpose === 'summary' ? { words: ['They spoke of old facts.'] } : sayYes()))
    for (let i = 0; i < 20; i++) await ada.say(`Old fact ${i}.`, { session: 'long' })
    await house.settle()
    await ada.say('And the newest?', { session: 'long' })
    const request = house.requests.at(-1)
    expect(request?.system.changing).toContain('They spoke of old facts.')
    const said = JSON.stringify(request?.messages)
    expect(said).toContain('Old fact 19.')
    expect(said).not.toContain('"Old fact 2."')
    const roles = request?.messages.map(({ role }) => role) ?? []
    expect(roles.at(-1)).toBe('learner')
    expect(roles.every((role, i) => i === 0 || role !== roles[i - 1])).toBe(true)
  })

  test('is corrected everywhere: history, search, the model’s context and notes', async () => {
    house.script(({ purpose }) => (purpose === 'summary' ? { words: ['About zyzzyva.'] } : { words: ['Fine.'] }))
    const { exchange_id } = (await ada.say('The zyzzyva is a bird.', { session: 'mend' })).body
    await ada.say('It lives in trees.', { session: 'mend' })
    await ada.call('POST', '/api/conversation/sessions/mend/end')
    house.script(() => ({ words: ['A weevil, then.'] }))
    const change = (body: object) => ada.call('PATCH', `/api/conversation/exchanges/${exchange_id}`, body)
    const mended = await change({ user_text: 'The snout beetle is a weevil.', regenerate: true })
    expect(mended).toMatchObject({
      status: 200,
      body: { user_text: 'The snout beetle is a weevil.', agent_text: 'A weevil, then.' },
    })
    expect((await ada.search('zyzzyva')).count).toBe(0)
    expect((await ada.search('snout')).results[0]).toMatchObject({ id: exchange_id, agent_text: 'A weevil, then.' })
    expect((await ada.history('mend')).history[0]).toMatchObject({ id: exchange_id, metadata: { corrected: true } })
    const { sessions } = (await ada.get('/api/conversation/sessions')).body
    const mend = sessions.find((one: { session_id: string }) => one.session_id === 'mend')
    expect(JSON.stringify(mend)).not.toMatch(/zyzzyva/i)
    await ada.say('What did I say?', { session: 'mend' })
    expect(JSON.stringify(house.requests.at(-1))).not.toMatch(/zyzzyva/i)

    house.script(() => ({ words: ['Said anew.'] }))
    expect((await change({ regenerate: true })).body).toMatchObject({
      user_text: 'The snout beetle is a weevil.',
      agent_text: 'Said anew.',
    })
    expect((await change({ user_text: 'Only my words.' })).body).toMatchObject({
      user_text: 'Only my words.',
      agent_text: 'Said anew.',
    })
    expect((await change({})).status).toBe(422)
    expect((await change({ user_text: '  ' })).status).toBe(400)
    house.script(down)
    expect(await change({ regenerate: true })).toMatchObject({ status: 503, body: { kept: true } })
  })

  test('is removed turn by turn, and a session with its last turn', async () => {
    house.script(sayYes)
    const one = (await ada.say('A quokka smiles.', { session: 'short' })).body.exchange_id
    const two = (await ada.say('It is a marsupial.', { session: 'short' })).body.exchange_id
    expect((await ada.call('DELETE', `/api/conversation/exchanges/${one}`)).status).toBe(204)
    expect((await ada.search('quokka')).count).toBe(0)
    expect((await ada.history('short')).count).toBe(1)
    await ada.say('And then?', { session: 'short' })
    expect(JSON.stringify(house.requests.at(-1))).not.toContain('quokka')
    expect((await ada.call('DELETE', `/api/conversation/exchanges/${one}`)).status).toBe(404)
    await ada.call('DELETE', `/api/conversation/exchanges/${two}`)
    const { history } = await ada.history('short')
    await ada.call('DELETE', `/api/conversation/exchanges/${history[0]?.id}`)
    const { sessions } = (await ada.get('/api/conversation/sessions')).body
    expect(sessions.map((each: { session_id: string }) => each.session_id)).not.toContain('short')
  })

  test('is deleted with every trace', async () => {
    const secret = 'pterodactyl'
    const finn = await house.learner()
    house.script(() => ({ words: [`I remember your ${secret} `, '[s1].'] }))
    await finn.say(`My ${secret} is called Bo.`, { session: 'gone', headers: { 'idempotency-key': 'gone' } })
    const later = await finn.say(`Do you remember my ${secret}?`, { session: 'kept' })
    expect(JSON.stringify(later.body.sources)).toContain('is called Bo')
    house.script(down)
    await finn.say('Is Bo well?', { session: 'gone' })
    await finn.call('POST', '/api/conversation/sessions/gone/end')
    expect((await finn.call('DELETE', '/api/conversation/sessions/gone')).status).toBe(204)

    expect((await finn.history('gone')).count).toBe(0)
    const found = await finn.search(secret)
    expect(found.results.map(({ session_id }) => session_id)).toEqual(['kept'])
    expect(JSON.stringify(await finn.history('kept'))).not.toContain('is called Bo')
    for (const table of ['exchanges', 'sessions'] as const) {
      const rows = await house.db.selectFrom(table).selectAll().where('user_id', '=', finn.id).execute()
      expect(rows.map(({ session_id }) => session_id)).toEqual(['kept'])
    }
    expect(await house.db.selectFrom('idempotency_keys').selectAll().where('user_id', '=', finn.id).execute()).toEqual(
      [],
    )
    const jobs = await house.db.selectFrom('jobs').selectAll().execute()
    expect(JSON.stringify(jobs.filter(({ payload }) => payload.includes(finn.id)))).not.toContain('"gone"')
    expect((await finn.call('DELETE', '/api/conversation/sessions/gone')).status).toBe(404)
    const before = house.requests.length
    house.script(sayYes)
    house.pass(10 * 60_000)
    await house.settle()
    expect(house.requests.slice(before).some(({ facts }) => facts.text === 'Is Bo well?')).toBe(false)
  })

  test('is found by any query at all', async () => {
    const gus = await house.learner()
    house.script(sayYes)
    await gus.say('It’s C++ <b>day</b> & "open" questions\\: a AND b * 100% _', { session: 'q' })
    for (const query of [
      "it's",
      'C++',
      '"open',
      'a AND',
      '*',
      'NEAR(',
      '-x',
      ':',
      '%',
      '_',
      '\\',
      "'; drop table exchanges; --",
      '()',
      '""',
      '😀',
      'a'.repeat(500),
    ])
      expect((await gus.call('POST', '/api/search', { query })).status, query).toBe(200)
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), async (query) => {
        const answer = await gus.call('POST', '/api/search', { query })
        expect(answer.status).toBe(query.includes('\\0') || !query.isWellFormed() ? 422 : 200)
      }),
      { numRuns: 150 },
    )
    const [hit] = (await gus.search('day')).results
    expect(hit?.user_snippet).toContain('&#60;b&#62;<mark>day</mark>&#60;/b&#62; &#38;')
    expect((await gus.call('POST', '/api/search', { query: '' })).status).toBe(422)
    expect((await gus.call('POST', '/api/search', { query: 'x'.repeat(501) })).status).toBe(422)
    expect((await gus.call('POST', '/api/search', { query: 'x', limit: 101 })).status).toBe(422)
    for (const path of ['/api/semantic-search', '/api/search/hybrid'])
      expect((await gus.call('POST', path, { query: 'day' })).body).toMatchObject({
        search_type: 'keyword',
        fallback: true,
        count: 1,
      })
  })

  test('is found from a second on, to the second, however that is written', async () => {
    const said_at = '2026-01-31T12:00:00.500Z'
    await ada.say('The quokka smiled.', { session: 'zoo', said_at })
    const between = (after: string, before: string) => ada.search('quokka', { filters: { after, before } })
    expect((await between('2026-01-31T12:00:00Z', '2026-01-31T12:00:01Z')).count).toBe(1)
    expect((await between('2026-01-31T12:00:00Z', '2026-01-31T12:00:00.5Z')).count).toBe(0)
    expect((await ada.get('/api/conversation/sessions?before=%00')).status).toBe(422)
  })

  test('is found in one session only, when that is asked', async () => {
    const hal = await house.learner()
    await hal.say('Lichen grows here.', { session: 'one' })
    await hal.say('Lichen grows there.', { session: 'two' })
    expect(
      (await hal.search('lichen', { filters: { session_id: 'two' } })).results.map(({ session_id }) => session_id),
    ).toEqual(['two'])
    expect((await hal.search('lichen')).count).toBe(2)
  })
})
