import { expect, test } from 'vitest'
import { createScriptedTts } from '../src/providers/scripted.ts'
import { inHouses, sayYes } from './house.ts'
import { ask } from './learner.ts'
import { voiceFile } from './recordings.ts'
import { connect } from './socket-client.ts'

const SECRET = 'wombat'
/** What a stranger may be told on a route without their own data in it. */
const OPEN = [
  /^GET \/$/,
  /^GET \/health/,
  /^POST \/api\/auth\/(register|login|login\/json|refresh|logout|password-reset|(password-reset|email-verification)\/finish)$/,
  /^GET \/api\/speech\//,
  /^POST \/api\/csp-reports$/,
  /^(GET|POST) \/api\/reminders\/off$/,
  /^(GET|POST) \/api\/setup/,
]

inHouses('a second learner', (open) => {
  test('sees nothing of the first, by any route', async () => {
    const house = await open({ tts: createScriptedTts() })
    house.script(() => ({ words: [`About your ${SECRET}.`] }))
    const ada = await house.learner({ name: 'Ada Wombat' })
    const eve = await house.learner({ name: 'Eve' })
    const turn = (await ada.say(`My ${SECRET} sleeps.`, { session: 'shared-name' })).body
    const unheard = (await ada.speak(voiceFile, { session: 'shared-name' })).body
    const [signIn] = (await ada.get('/api/auth/sessions')).body.sessions
    house.script(sayYes)
    await eve.say('My own words.', { session: 'hers' })
    const before = await house.db
      .selectFrom('exchanges')
      .selectAll()
      .where('user_id', '=', ada.id)
      .orderBy('seq')
      .execute()

    const { paths } = (await ask(house.url, 'GET', '/openapi.json')).body as {
      paths: Record<string, Record<string, unknown>>
    }
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
    )
    expect(routes.length).toBeGreaterThan(25)
    const bodies = [
      {},
      { query: SECRET, limit: 100 },
      { user_text: 'Mine now.', regenerate: true },
      { text: 'Anything new?', session_id: 'shared-name' },
    ]
    let called = 0
    for (const { method, path } of routes) {
      const ids = [turn.exchange_id, unheard.exchange_id, signIn.id, 'shared-name', ada.id]
      // A route without a place for an id is the same for all of them.
      for (const id of path.includes('{') ? ids : ['shared-name']) {
        // Her own sign-in and account are hers to end; the stories of accounts tell those.
        if (/auth\/logout|me\/password/.test(path)) continue
        // A stream ends when it is told to.
        if (path === '/api/events' && id !== 'shared-name') continue
        const asked = path === '/api/events' ? '?seconds=1' : ''
        const address = `${path.replace(/\{[^}]+\}/g, encodeURIComponent(id))}${asked}`
        for (const body of method === 'GET' || method === 'DELETE' ? [undefined] : bodies) {
          house.script(() => ({ words: ['Nothing to tell.'] }))
          const answer = await eve.call(method, address, body)
          called++
          const told = JSON.stringify([answer.body, [...answer.headers]])
            .replaceAll(`"session_id":"${id}"`, '')
            .replaceAll(SECRET, (word, at, whole) =>
              // What she sent herself may come back.
              /(?:query|user_text|user_snippet)":"(?:<mark>)?$/.test(whole.slice(0, at)) ? 'hers' : word,
            )
          expect(told, `${method} ${address}`).not.toMatch(
            new RegExp(`${SECRET}|${ada.id}|${ada.email}|${turn.exchange_id}`, 'i'),
          )
          expect(answer.status, `${method} ${address} ${JSON.stringify(answer.body)}`).toBeLessThan(500)
          if (/^\/(?:admin|api\/backups)/.test(path)) expect(answer.status, `${method} ${path}`).toBe(403)
          else if (path.includes('{id}')) expect([401, 404, 422]).toContain(answer.status)
          const stranger = await ask(house.url, method, address, body === undefined ? {} : { body })
          if (!OPEN.some((route) => route.test(`${method} ${path}`)))
            // A file's door is opened by a signed link as well; that something is no id at all is said to whoever asks.
            expect(path === '/api/files/{id}' ? [401, 422] : [401], `${method} ${path}`).toContain(stranger.status)
        }
      }
    }
    expect(called).toBeGreaterThan(100)
    expect(
      house.requests
        .filter(({ facts }) => facts.learnerName === 'Eve')
        .map((request) => JSON.stringify(request))
        .join(),
    ).not.toMatch(/sleeps/)

    const client = await connect(house.url, '/ws/shared-name', { headers: { authorization: `Bearer ${eve.token}` } })
    house.script(sayYes)
    client.send({ type: 'text', text: 'What do you know?' })
    expect(JSON.stringify(await client.next())).not.toMatch(/wombat/i)
    client.send({ type: 'end' })
    expect(JSON.stringify(await client.next())).not.toMatch(/sleeps/i)

    expect(
      await house.db.selectFrom('exchanges').selectAll().where('user_id', '=', ada.id).orderBy('seq').execute(),
    ).toEqual(before)
    expect((await ada.history('shared-name')).history[0]).toMatchObject({ user_text: `My ${SECRET} sleeps.` })
    expect((await ada.search(SECRET)).count).toBe(1)
    expect((await ada.get(`/api/conversation/exchanges/${unheard.exchange_id}/recording`)).status).toBe(200)
    const link = (await ada.say('Read this to me.', { session: 'loud' })).body.audio_url as string
    expect((await fetch(house.url + link)).status).toBe(200)
    expect((await fetch(house.url + link.replace(ada.id, eve.id))).status).toBe(401)
    house.pass(6 * 60_000)
    expect((await fetch(house.url + link)).status).toBe(401)
  })
})
