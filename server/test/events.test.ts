import type { User } from '@lva/contracts/accounts'
import type { LearnerEvent } from '@lva/contracts/events'
import { expect, onTestFinished, test } from 'vitest'
import { eventsIn } from './event-stream.ts'
import { inHouses, type TestHouse } from './house.ts'
import type { TestLearner } from './learner.ts'

/** Listens to what happens to somebody; the stream is open when this resolves. */
async function listen({ url }: Pick<TestHouse, 'url'>, { token }: Pick<TestLearner, 'token'>) {
  const leaving = new AbortController()
  onTestFinished(() => leaving.abort())
  const response = await fetch(`${url}/api/events`, {
    headers: { authorization: `Bearer ${token}` },
    signal: leaving.signal,
  })
  const events = eventsIn<LearnerEvent | { type: 'error'; code: string }>(response)
  const next = async () => (await events.next()).value
  return { status: response.status, next }
}

inHouses('events of a learner', (open) => {
  test('reach their own pages, and name what has changed without a word of it', async () => {
    const house = await open()
    const [ana, ben] = [await house.learner(), await house.learner()]
    const page = await listen(house, ana)
    expect(await page.next()).toEqual({ type: 'refetch' })
    await ben.say('Nobody else hears of this', { session: 'secret' })
    const { body } = await ana.say('Glaciers move', { session: 'ice' })
    expect([await page.next(), await page.next()]).toEqual(
      ['said', 'answered'].map(() => ({ type: 'session-changed', session_id: 'ice' })),
    )
    await ana.call('DELETE', `/api/conversation/exchanges/${body.exchange_id}`)
    expect(await page.next()).toEqual({ type: 'session-changed', session_id: 'ice' })
  })

  test('say that words of a turn changed the settings, once they are changed', async () => {
    const house = await open()
    const ana = await house.learner()
    const page = await listen(house, ana)
    await page.next()
    await ana.say('dark mode', { session: 'wishes' })
    expect([await page.next(), await page.next()]).toContainEqual({ type: 'settings-changed' })
    expect((await ana.get<User>('/api/user/me')).body.settings.theme).toBe('dark')
    await ana.say('dark mode', { session: 'wishes' })
    const others = [await page.next(), await page.next(), await page.next()]
    expect(others).toEqual(others.map(() => ({ type: 'session-changed', session_id: 'wishes' })))
  })

  test('say when an export is ready and how far an import is', async () => {
    const house = await open()
    const ana = await house.learner()
    const page = await listen(house, ana)
    await page.next()
    const { export_id } = (await ana.call('POST', '/api/gdpr/export', {})).body
    expect(await page.next()).toMatchObject({ type: 'export-changed', export_id, status: 'completed' })
    const { import_id } = (await ana.call('POST', '/api/gdpr/import', { data: {} })).body
    expect(await page.next()).toMatchObject({ type: 'import-changed', import_id, status: 'completed' })
  })

  test('end with the sign-in, and nothing is told after it', async () => {
    const house = await open()
    const ana = await house.learner()
    const page = await listen(house, ana)
    await page.next()
    await ana.call('POST', '/api/auth/logout', {})
    await ana.comeBack()
    await ana.say('Said after I signed that device out')
    expect(await page.next()).toMatchObject({ type: 'error', code: 'sign-in-expired' })
    expect(await page.next()).toBeNull()
  })

  test('are for those who sign in, and for a few streams at once', async () => {
    const house = await open()
    expect((await listen(house, { token: 'nobody' })).status).toBe(401)
    const ana = await house.learner()
    expect((await ana.call('HEAD', '/api/events')).status).toBe(200)
    const pages = await Promise.all(Array.from({ length: 20 }, () => listen(house, ana)))
    expect(pages.map(({ status }) => status)).toEqual(pages.map(() => 200))
    expect((await listen(house, ana)).status).toBe(429)
  })

  test('end when the server does', async () => {
    const house = await open()
    const page = await listen(house, await house.learner())
    await page.next()
    await house.close()
    expect(await page.next()).toBeNull()
  })
})
