import { Settings } from '@lva/contracts/accounts'
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { Context, ToolTurn } from '../conversation/conversation.ts'
import { Problem } from '../problem.ts'
import { createHandClock } from '../providers/conformance/hand-clock.ts'
import { createBox, RESULT_MAX } from './box.ts'
import { calculate } from './calculate.ts'
import { tellTime } from './tell-time.ts'
import type { CompanionTool } from './tool.ts'

const context = (text: string): Context => ({
  ...{ userId: 'ana', sessionId: 'one', recent: [], summary: null, ordered: false },
  facts: {
    ...{
      intent: 'question',
      now: new Date('2026-11-28T10:00:00Z'),
      timezone: 'UTC',
      locale: 'en-GB',
      learnerName: null,
    },
    ...{ text, recalled: [], asksOwnPast: false, saidInSession: [], repliedInSession: [] },
  },
})
const turn = (text: string, { signal = new AbortController().signal } = {}): ToolTurn => ({
  ...{ context: context(text), signal },
})

/** A tool that does what a test says. */
function tool(name: string, does: Partial<CompanionTool<{ q: string }>> = {}): CompanionTool<{ q: string }> {
  return {
    ...{ name, title: name, description: name, effect: 'reads', reaches: 'house', timeoutMs: 1_000 },
    input: z.object({ q: z.string().max(20) }),
    run: async ({ q }) => ({ text: `found ${q}` }),
    ...does,
  }
}

function boxOf(tools: readonly CompanionTool[], chosen: Partial<Settings> = {}) {
  const clock = createHandClock()
  const box = createBox({
    all: async () => tools,
    settingsOf: async () => ({ ...Settings.parse({}), ...chosen }),
    clock,
  })
  const offered = async (text = 'hello') => (await box.offered(context(text))).map(({ name }) => name)
  const call = (name: string, input: unknown, at = turn('hello')) => box.run({ id: 'c1', name, input }, at)
  return { box, clock, offered, call }
}

test('what changes something is never offered to a model, and is not run when it calls for it all the same', async () => {
  const done: string[] = []
  const forget = tool('forget', {
    effect: 'changes',
    async run({ q }) {
      done.push(q)
      return { text: 'gone' }
    },
  })
  const { offered, call } = boxOf([calculate, forget])
  expect(await offered('look up my exam')).toEqual(['calculator'])
  expect((await call('forget', { q: 'exam' })).use.state).toBe('failed')
  expect(done).toEqual([])
})

test('what reaches outside is offered to a model only where the learner always permits it', async () => {
  const outside = [tool('research', { reaches: 'outside' }), tool('maps__route', { reaches: 'outside' })]
  for (const look_up of ['never', 'when-asked'] as const) {
    const { offered, call } = boxOf(outside, { look_up })
    expect(await offered('look up tides')).toEqual([])
    expect((await call('research', { q: 'tides' }, turn('look up tides'))).text).toMatch(/no such tool/)
  }
  const always = boxOf(outside, { look_up: 'always', tools_off: ['maps__route'] })
  expect(await always.offered()).toEqual(['research'])
})

test('nonsense from a model fails with a sentence, and nothing runs', async () => {
  const { call } = boxOf([calculate, tellTime, tool('notes')])
  for (const input of [null, 'x', 7, [], {}, { q: 5 }, { q: 'x'.repeat(50) }, { q: 'x'.repeat(50_000) }]) {
    const { text, use } = await call('notes', input)
    expect([use.state, text.length < 400]).toEqual(['failed', true])
    expect(text).toMatch(/^(?:That is no input for notes|The input of notes is too long)/)
  }
  expect((await call('calculator', { expression: '9**9**9' })).text).toBe('That number is too big for me.')
  expect((await call('calculator', { expression: 'process.exit()' })).text).toBe('I cannot read that as a sum.')
  expect((await call('time', { what: 'weekday', date: '2023-02-31' })).text).toMatch(/no such day/)
  expect((await call('time', { what: 'now', to: 'Tokyo' })).text).toBe(
    'In Tokyo it is 19:00 on Saturday, 28 November 2026.',
  )
  // What is missing is asked for by its name; nothing is told of a time or a day that nobody gave.
  for (const [input, missing] of [
    [{ what: 'convert', from: 'UTC' }, 'time'],
    [{ what: 'convert', time: '15:00' }, 'to'],
    [{ what: 'add', date: '2026-12-24' }, 'count'],
    [{ what: 'between', date: '2026-12-24' }, 'other'],
    [{ what: 'until' }, 'date'],
    [{ what: 'weekday' }, 'date'],
  ] as const) {
    const { text, use } = await call('time', input)
    expect([use.state, text]).toEqual(['failed', expect.stringContaining(`input for time (${missing}): `)])
  }
  expect((await call('time', { what: 'convert', time: '15:00', from: 'Lisbon', to: 'Tokyo' })).use.state).toBe('done')
  expect((await call('nothing', {})).use).toMatchObject({ name: 'nothing', state: 'failed' })
})

test('a tool that takes too long, throws, or is interrupted ends as such, and the others are not held up', async () => {
  const hang = tool('hang', { run: () => new Promise(() => {}) })
  const stop = new AbortController()
  const { call, clock } = boxOf([
    hang,
    tool('rude', { run: () => Promise.reject(new TypeError('boom /etc/passwd')) }),
    tool('full', { run: () => Promise.reject(new Problem('too-many-requests', 'Enough for now.')) }),
  ])
  const late = call('hang', { q: 'x' })
  while (clock.pending === 0) await Promise.resolve()
  await clock.advance(1_000)
  expect(await late).toMatchObject({ text: 'It took too long.', use: { state: 'failed', ms: 1_000 } })
  const stopped = call('hang', { q: 'x' }, turn('hello', { signal: stop.signal }))
  stop.abort()
  expect(await stopped).toMatchObject({ use: { state: 'stopped' } })
  expect((await call('rude', { q: 'x' })).text).toBe('It failed.')
  expect((await call('full', { q: 'x' })).text).toBe('Enough for now.')
})

test('what a tool brings comes out as it is, bounded', async () => {
  const page = {
    ...{ kind: 'web' as const, exchangeId: null, sessionId: null, sourceId: null, title: 'Tides', place: null },
    ...{ group: 'a', at: '2026-11-28T10:00:00Z', text: 'Tides follow the moon.', url: 'https://example.org/a' },
  }
  const { call } = boxOf([
    tool('page', { run: async () => ({ text: 'One.', sources: [page], ordered: true }) }),
    tool('long', { run: async () => ({ text: 'word '.repeat(5_000) }) }),
  ])
  expect(await call('page', { q: 'tides' })).toMatchObject({ text: 'One.', sources: [page], ordered: true })
  expect((await call('long', { q: 'x' })).text.length).toBeLessThanOrEqual(RESULT_MAX)
})
