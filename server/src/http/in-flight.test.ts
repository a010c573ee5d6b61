import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import type { App } from './http.ts'
import { createInFlight, holdLargeBodies } from './in-flight.ts'
import { testApp } from './test-app.ts'

let app: App
afterEach(() => app.close())

const MIB = 1024 * 1024
const json = { 'content-type': 'application/json' }
const body = (bytes: number) => JSON.stringify({ audio: 'A'.repeat(bytes) })

/** A house that takes bodies of up to 8 MiB, has room for 4 MiB of each client and 6 of all, and keeps them until it is told. */
async function house(room = { perClient: 4 * MIB, crowded: 4 * MIB, total: 6 * MIB }) {
  const kept: Array<() => void> = []
  app = await testApp()
  holdLargeBodies(app, createInFlight(room))
  app.post(
    '/api/sound',
    { bodyLimit: 8 * MIB, schema: { body: z.object({ audio: z.string() }) } },
    async ({ body, headers }) => {
      if (headers['x-keep']) await new Promise<void>((resolve) => kept.push(resolve))
      return { bytes: body.audio.length }
    },
  )
  await app.ready()
  return kept
}
const speak = (who: string, bytes: number, headers: Record<string, string> = {}) =>
  app.inject({
    method: 'POST',
    url: '/api/sound',
    headers: { ...json, authorization: `Bearer good-${who}`, ...headers },
    payload: body(bytes),
  })

test('one client may have so much on the way, everybody together a little more', async () => {
  const kept = await house()
  const first = speak('ana', 3 * MIB, { 'x-keep': 'yes' })
  await expect.poll(() => kept.length).toBe(1)
  const second = await speak('ana', 2 * MIB)
  expect([second.statusCode, second.headers['retry-after']]).toEqual([429, '5'])
  expect((await speak('ana', 1_000)).statusCode).toBe(200)
  const third = speak('ben', 2 * MIB, { 'x-keep': 'yes' })
  await expect.poll(() => kept.length).toBe(2)
  const fourth = await speak('eve', 2 * MIB)
  expect([fourth.statusCode, fourth.json().code, fourth.headers['retry-after']]).toEqual([503, 'overloaded', '5'])
  for (const done of kept) done()
  expect((await first).json()).toEqual({ bytes: 3 * MIB })
  await third
  expect((await speak('ana', 2 * MIB)).statusCode).toBe(200)
})

test('a few clients who fill half the room leave the rest of it to everybody', async () => {
  const kept = await house({ perClient: 6 * MIB, crowded: 2 * MIB, total: 12 * MIB })
  const first = speak('ana', 5 * MIB, { 'x-keep': 'yes' })
  await expect.poll(() => kept.length).toBe(1)
  const second = await speak('ben', 5 * MIB)
  expect([second.statusCode, second.json().code, second.headers['retry-after']]).toEqual([503, 'overloaded', '5'])
  expect((await speak('eve', 1.5 * MIB)).json()).toEqual({ bytes: 1.5 * MIB })
  for (const done of kept) done()
  await first
  expect((await speak('ben', 5 * MIB)).statusCode).toBe(200)
})

test('a body that does not say how large it is is counted as it comes', async () => {
  await house()
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const status = await new Promise((resolve, reject) => {
    const asking = httpRequest(
      {
        port,
        path: '/api/sound',
        method: 'POST',
        headers: { ...json, authorization: 'Bearer good-ana', 'transfer-encoding': 'chunked' },
      },
      (answer) => resolve(answer.resume().statusCode),
    )
    asking.on('error', reject)
    asking.end(body(5 * MIB))
  })
  expect(status).toBe(429)
})

test('what a client that hangs up had sent is forgotten', async () => {
  await house()
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  for (let i = 0; i < 4; i++) {
    const asking = httpRequest({
      port,
      path: '/api/sound',
      method: 'POST',
      agent: false,
      headers: { ...json, authorization: 'Bearer good-ana', 'content-length': 8 * MIB },
    })
    asking.on('error', () => {})
    const gone = new Promise((resolve) => app.server.once('connection', (socket) => socket.once('close', resolve)))
    await new Promise((resolve) => asking.write(body(2 * MIB), resolve))
    asking.destroy()
    await gone
  }
  expect((await speak('ana', 3 * MIB)).statusCode).toBe(200)
})
