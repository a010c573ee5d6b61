import { expect, test } from 'vitest'
import { createTurnstile } from './turnstile.ts'

const staying = new AbortController().signal

test('two are inside, and the next comes in when one leaves, in order', async () => {
  const { enter, leave } = createTurnstile(2)
  const inside: string[] = []
  const come = async (name: string) => {
    if (await enter(staying)) inside.push(name)
  }
  const coming = ['ana', 'ben', 'cleo', 'dan'].map(come)
  await Promise.all(coming.slice(0, 2))
  expect(inside).toEqual(['ana', 'ben'])
  leave()
  await coming[2]
  expect(inside).toEqual(['ana', 'ben', 'cleo'])
  leave()
  await coming[3]
  expect(inside).toHaveLength(4)
})

test('who gives up leaves no empty place behind, and takes none', async () => {
  const { enter, leave } = createTurnstile(1)
  await enter(staying)
  const impatient = new AbortController()
  const waiting = enter(impatient.signal)
  impatient.abort()
  expect(await waiting).toBe(false)
  expect(await enter(AbortSignal.abort())).toBe(false)
  leave()
  expect(await enter(staying)).toBe(true)
})
