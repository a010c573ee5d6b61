import { afterEach, expect, test } from 'vitest'
import type { App } from './http.ts'
import { createShedding } from './shedding.ts'
import { testApp } from './test-app.ts'

let app: App | undefined
afterEach(() => app?.close())

const limits = { begins: 1_000, ends: 200, judgements: 3 }
const judged = (...delays: number[]) => {
  const shedding = createShedding(limits)
  return delays.map((delay) => shedding.judge(delay))
}

test('a jam that lasts makes new work wait, a busy moment does not', () => {
  expect(judged(2_000, 2_000, 2_000, 2_000)).toEqual([false, false, true, true])
  expect(judged(2_000, 2_000, 900, 2_000, 2_000, 900)).toEqual(Array(6).fill(false))
})

test('it ends only well below where it began, and only when that lasts', () => {
  const jam = [2_000, 2_000, 2_000]
  expect(judged(...jam, 500, 500, 500, 500).slice(3)).toEqual([true, true, true, true])
  expect(judged(...jam, 100, 100, 500, 100, 100, 100).slice(3)).toEqual([true, true, true, true, true, false])
})

test('exactly the limit is not above it', () => {
  expect(judged(1_000, 1_000, 1_000, 1_000)).toEqual(Array(4).fill(false))
})

test('new work is told to come back, health is told, and what was begun is finished', async () => {
  const loop = { active: false, stop() {} }
  const thought = Promise.withResolvers<void>()
  app = await testApp({ loop })
  app.get('/health', { config: { open: true } }, async () => 'well')
  app.get('/api/slow', { config: { open: true } }, async () => {
    loop.active = true
    await thought.promise
    return 'done'
  })
  const begun = app.inject('/api/slow')
  await expect.poll(() => loop.active).toBe(true)
  const origin = 'https://learn.example.org'
  const refused = await app.inject({ url: '/api/slow', headers: { origin } })
  expect(refused.statusCode).toBe(503)
  expect(refused.json()).toMatchObject({ code: 'overloaded' })
  expect(refused.headers).toMatchObject({ 'retry-after': '2', 'access-control-allow-origin': origin })
  expect((await app.inject('/health')).statusCode).toBe(200)
  thought.resolve()
  expect((await begun).body).toBe('done')
  loop.active = false
  expect((await app.inject('/api/slow')).statusCode).toBe(200)
})
