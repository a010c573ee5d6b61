import { expect, test } from 'vitest'
import { createNoting } from './noting.ts'

test('a house that closes waits for what no request waited for, and a failure is told once', async () => {
  const told: string[] = []
  const noting = createNoting({ log: { warn: (_facts: unknown, message?: string) => void told.push(String(message)) } })
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  noting.begin(first.promise, 'the first was not written')
  noting.begin(second.promise, 'the second was not written')
  let settled = false
  const settling = noting.settled().then(() => {
    settled = true
  })
  first.resolve()
  await first.promise
  await Promise.resolve()
  expect(settled).toBe(false)
  second.reject(new Error('no room'))
  await settling
  expect(told).toEqual(['the second was not written'])
})
