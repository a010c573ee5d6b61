import { expect, test } from 'vitest'
import { createCourier } from './courier.ts'
import type { Sent } from './outbox.ts'

/** An outbox that answers from a list, and a clock that is wound by hand. */
function story(answers: Sent[], learner: string | null = 'ana') {
  const pauses: { work: () => void; ms: number; cancelled: boolean }[] = []
  const sent: string[] = []
  const courier = createCourier({
    outbox: {
      async send(userId) {
        sent.push(userId)
        return answers.shift() ?? { is: 'empty' }
      },
    },
    learner: () => learner,
    later(work, ms) {
      const pause = { work, ms, cancelled: false }
      pauses.push(pause)
      return () => {
        pause.cancelled = true
      }
    },
  })
  return { courier, sent, pauses }
}
const later: Sent = { is: 'later', afterMs: null }

test('a failure is tried again, each time after a longer pause', async () => {
  const { courier, pauses } = story([later, later, later])
  for (let attempt = 0; attempt < 3; attempt += 1) await courier.wake()
  expect(pauses.map((pause) => pause.ms)).toEqual([2_000, 4_000, 8_000])
})

test('the time the server named is kept to', async () => {
  const { courier, pauses } = story([{ is: 'later', afterMs: 30_000 }])
  await courier.wake()
  expect(pauses.map((pause) => pause.ms)).toEqual([30_000])
})

test('coming back online does not wait for the pause, nor send twice', async () => {
  const { courier, sent, pauses } = story([later])
  await courier.wake()
  await courier.wake()
  expect(sent).toHaveLength(2)
  expect(pauses[0]?.cancelled).toBe(true)
})

test('words laid down while others travel are looked for at the end', async () => {
  const { courier, sent } = story([])
  await Promise.all([courier.wake(), courier.wake(), courier.wake()])
  expect(sent).toHaveLength(2)
})

test('while nobody is signed in nothing goes', async () => {
  const { courier, sent } = story([], null)
  await courier.wake()
  expect(sent).toEqual([])
})
