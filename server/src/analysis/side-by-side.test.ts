import { expect, test } from 'vitest'
import { createHandClock } from '../providers/conformance/hand-clock.ts'
import { type Look, SPECIALIST_MS, sideBySide } from './side-by-side.ts'
import { specialistCalled } from './specialists/specialists.ts'

const turns = new Map([['t1', { said: 'I decided to draw.' }]])
const decided = { text: 'I decided to draw.', quote: 'I decided to draw.', turns: ['t1'] }
const nothing = { drafts: [], dropped: 0, why: null }

function looking(looks: Look[], signal = new AbortController().signal) {
  const clock = createHandClock()
  const failed: string[] = []
  const found = sideBySide(looks, {
    ...{ turns, clock, signal, onDone: () => {}, onFailed: (name) => failed.push(name) },
  })
  return { clock, failed, found }
}

test('who is late, cut short or fails is named for it, keeps what was found until then, and holds up nobody', async () => {
  const { clock, failed, found } = looking([
    { specialist: specialistCalled('topics'), by: 'rules', look: async () => nothing },
    {
      ...{ specialist: specialistCalled('decisions'), by: 'model' },
      look(_signal, partly) {
        partly({ ...nothing, drafts: [decided] })
        // It does not even listen.
        return new Promise(() => {})
      },
    },
    {
      ...{ specialist: specialistCalled('changes'), by: 'rules' },
      look: () => Promise.reject(new Error('a bug')),
    },
    {
      ...{ specialist: specialistCalled('concepts'), by: 'model' },
      look: async () => ({ drafts: [decided, { ...decided, quote: 'I decided to sell.' }], dropped: 2, why: 'tokens' }),
    },
  ])
  await clock.advance(SPECIALIST_MS)
  const all = await found
  expect(all.map(({ run: { name, by, state, why, dropped } }) => [name, by, state, why, dropped])).toEqual([
    ['topics', 'rules', 'done', null, 0],
    ['decisions', 'model', 'late', 'time', 0],
    ['changes', 'rules', 'failed', 'error', 0],
    ['concepts', 'model', 'cut', 'tokens', 3],
  ])
  expect(all[1]?.kept).toEqual([decided])
  expect(all[1]?.run.ms).toBe(SPECIALIST_MS)
  expect(failed).toEqual(['changes'])
})

test('when all of it is stopped, so is each', async () => {
  const stop = new AbortController()
  const seen: AbortSignal[] = []
  const { found } = looking(
    [
      {
        ...{ specialist: specialistCalled('topics'), by: 'rules' },
        look(signal) {
          seen.push(signal)
          return new Promise(() => {})
        },
      },
    ],
    stop.signal,
  )
  stop.abort(new Error('no longer wanted'))
  await expect(found).rejects.toThrow('no longer wanted')
  expect(seen[0]?.aborted).toBe(true)
})
