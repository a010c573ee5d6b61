import type { TurnEvent, TurnRequest } from '@lva/contracts/conversation'
import { IDBFactory } from 'fake-indexeddb'
import { describe, expect, test } from 'vitest'
import { ApiProblem, Offline } from '../api/api-problem.ts'
import type { NewTurn } from './kept.ts'
import { createOutbox } from './outbox.ts'
import type { Verdict } from './queue.ts'
import { openStore } from './store.ts'

const exchangeId = '0199aaaa-0000-7000-8000-000000000001'
const said = (words: string, userId = 'ana'): NewTurn => ({
  userId,
  sessionId: 's',
  mode: 'conversation',
  words,
  sound: null,
})
const problem = (status: number, code: ApiProblem['code'], facts = {}) =>
  new ApiProblem({ status, code, detail: `${code}.`, fields: [], retryAfterSeconds: 7, requestId: null, facts })

/** One device: its database outlives its tabs, and one lock serves them all. */
function device() {
  const disk = new IDBFactory()
  const carried: { text: string; key: string }[] = []
  let answer: (words: string) => TurnEvent[] = (user_text) => [
    { type: 'turn-start', session_id: 's', exchange_id: exchangeId, user_text },
    { type: 'reply-delta', text: 'Go on.' },
  ]
  let line = Promise.resolve<unknown>(undefined)
  let ids = 0

  function tab() {
    const outbox = createOutbox({
      store: openStore(disk as unknown as globalThis.IDBFactory),
      async *carry(request: TurnRequest, key: string) {
        carried.push({ text: request.text ?? 'sound', key })
        yield* answer(request.text ?? 'sound')
      },
      alone: (_name, work) => {
        const mine = line.then(work)
        line = mine.catch(() => undefined)
        return mine
      },
      newId: () => `key-${++ids}`,
      now: () => new Date('2026-11-23T10:00:00Z'),
    })
    const events: TurnEvent[] = []
    const failures: Verdict[] = []
    const post = {
      leaves: () => {},
      event: (_kept: unknown, event: TurnEvent) => void events.push(event),
      failed: (_kept: unknown, verdict: Verdict) => void failures.push(verdict),
    }
    return { outbox, events, failures, send: (userId = 'ana') => outbox.send(userId, post) }
  }
  return {
    tab,
    carried,
    answers: (next: typeof answer) => {
      answer = next
    },
    fails: (fault: unknown) => {
      answer = () => {
        throw fault
      }
    },
  }
}

const texts = (carried: { text: string }[]) => carried.map(({ text }) => text)

describe('the outbox', () => {
  test('words are on the device before they travel, and leave it once the server has them', async () => {
    const { tab } = device()
    const { outbox, events, send } = tab()
    await outbox.keep(said('one'))
    expect(await outbox.waiting('ana')).toHaveLength(1)
    expect(await send()).toEqual({ is: 'empty' })
    expect(await outbox.waiting('ana')).toEqual([])
    expect(events.map((event) => event.type)).toEqual(['turn-start', 'reply-delta'])
  })

  test('words said offline survive a closed tab and go in order, each under its own key', async () => {
    const here = device()
    const first = here.tab()
    here.fails(new Offline('no network'))
    for (const words of ['one', 'two', 'three']) await first.outbox.keep(said(words))
    expect(await first.send()).toEqual({ is: 'later', afterMs: null })

    const later = here.tab()
    here.carried.length = 0
    here.answers((user_text) => [{ type: 'turn-start', session_id: 's', exchange_id: exchangeId, user_text }])
    await later.send()
    expect(texts(here.carried)).toEqual(['one', 'two', 'three'])
    expect(here.carried.map(({ key }) => key)).toEqual(['key-1', 'key-2', 'key-3'])
  })

  test('a second attempt carries the same key, so that the server takes the words once', async () => {
    const here = device()
    const { outbox, send } = here.tab()
    await outbox.keep(said('one'))
    here.fails(new Offline('cut'))
    await send()
    await send()
    expect(new Set(here.carried.map(({ key }) => key)).size).toBe(1)
  })

  test('two tabs never send the same words twice', async () => {
    const here = device()
    const [left, right] = [here.tab(), here.tab()]
    for (const words of ['one', 'two', 'three', 'four']) await left.outbox.keep(said(words))
    await Promise.all([left.send(), right.send(), left.send()])
    expect(texts(here.carried).sort()).toEqual(['four', 'one', 'three', 'two'])
  })

  test('nothing is ever sent for somebody else', async () => {
    const here = device()
    const { outbox, send } = here.tab()
    await outbox.keep(said('private', 'ana'))
    await outbox.keep(said('mine', 'ben'))
    await send('ben')
    expect(texts(here.carried)).toEqual(['mine'])
    expect(await outbox.waiting('ana')).toHaveLength(1)
    await outbox.clear('ben')
    expect(await outbox.waiting('ana')).toHaveLength(1)
  })

  test('words the server keeps for later leave the device', async () => {
    const here = device()
    here.fails(problem(503, 'model-unavailable', { kept: true, exchange_id: exchangeId }))
    const { outbox, failures, send } = here.tab()
    await outbox.keep(said('one'))
    expect(await send()).toEqual({ is: 'empty' })
    expect(failures).toEqual([{ is: 'safe', exchangeId }])
    expect(await outbox.waiting('ana')).toEqual([])
  })

  test('a kept error that comes as the first event means the same', async () => {
    const here = device()
    here.answers(() => [{ type: 'error', code: 'no-recogniser', detail: 'Kept.', kept: true, exchange_id: exchangeId }])
    const { outbox, failures, send } = here.tab()
    await outbox.keep({ ...said(''), words: null, sound: { bytes: new ArrayBuffer(4), mime: 'audio/webm' } })
    await send()
    expect(failures).toEqual([{ is: 'safe', exchangeId }])
    expect(await outbox.waiting('ana')).toEqual([])
  })

  test('a busy server is asked again after the time it named, and order is kept', async () => {
    const here = device()
    here.fails(problem(429, 'too-many-requests'))
    const { outbox, send } = here.tab()
    await outbox.keep(said('one'))
    await outbox.keep(said('two'))
    expect(await send()).toEqual({ is: 'later', afterMs: 7_000 })
    expect(texts(here.carried)).toEqual(['one'])
  })

  test('refused words stay with the reason and hold up nobody', async () => {
    const here = device()
    here.answers((words) => {
      if (words === 'bad') throw problem(422, 'validation-failed')
      return [{ type: 'turn-start', session_id: 's', exchange_id: exchangeId, user_text: words }]
    })
    const { outbox, send } = here.tab()
    const bad = await outbox.keep(said('bad'))
    await outbox.keep(said('good'))
    await send()
    expect(texts(here.carried)).toEqual(['bad', 'good'])
    expect(await outbox.waiting('ana')).toMatchObject([{ words: 'bad', refused: 'validation-failed.' }])
    await send()
    expect(here.carried).toHaveLength(2)
    await outbox.drop(bad)
    expect(await outbox.waiting('ana')).toEqual([])
  })

  test('a connection cut after the words were taken does not send them again', async () => {
    const here = device()
    const { outbox, failures, send } = here.tab()
    here.answers(
      (user_text) =>
        ({
          *[Symbol.iterator]() {
            yield { type: 'turn-start', session_id: 's', exchange_id: exchangeId, user_text } as TurnEvent
            throw new Offline('cut')
          },
        }) as unknown as TurnEvent[],
    )
    await outbox.keep(said('one'))
    expect(await send()).toEqual({ is: 'empty' })
    expect(failures).toEqual([{ is: 'safe', exchangeId: null }])
    expect(here.carried).toHaveLength(1)
  })

  test('a browser that stores nothing says so and still sends', async () => {
    const carried: string[] = []
    const outbox = createOutbox({
      store: openStore(undefined),
      async *carry(request) {
        carried.push(request.text ?? '')
        yield { type: 'turn-start', session_id: 's', exchange_id: exchangeId, user_text: request.text ?? '' }
      },
      alone: (_name, work) => work(),
      newId: () => 'key',
      now: () => new Date(),
    })
    expect(await outbox.lasting()).toBe(false)
    await outbox.keep(said('one'))
    await outbox.send('ana', { leaves: () => {}, event: () => {}, failed: () => {} })
    expect(carried).toEqual(['one'])
  })
})
