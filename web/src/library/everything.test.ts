import { expect, test } from 'vitest'
import type { Api, Ask } from '../api/api.ts'
import { ApiProblem } from '../api/api-problem.ts'
import { createEverything, type Progress } from './everything.ts'

const problem = (status: number, retryAfterSeconds: number | null) =>
  new ApiProblem({
    status,
    code: 'too-many-requests',
    detail: 'Slowly.',
    fields: [],
    retryAfterSeconds,
    requestId: null,
    facts: {},
  })

function scripted(answers: Record<string, (() => unknown)[]>) {
  const get = async (path: string, _ask?: Ask) => {
    const answer = answers[path]?.shift()
    if (!answer) throw new Error(`Nobody expected ${path}.`)
    return answer()
  }
  return { get } as Pick<Api, 'get'>
}

const refuse = (fault: ApiProblem) => () => {
  throw fault
}

test('every session comes, and a pause the server asks for is kept', async () => {
  const api = scripted({
    '/api/conversation/sessions?limit=200': [() => ({ sessions: [{ session_id: 'a' }, { session_id: 'b/c' }] })],
    '/api/conversation/sessions/a/export?format=json': [() => ({ id: 'a' })],
    '/api/conversation/sessions/b%2Fc/export?format=json': [refuse(problem(429, 7)), () => ({ id: 'b/c' })],
  })
  const waits: number[] = []
  const told: Progress[] = []
  const everything = createEverything({ api, wait: async (ms) => void waits.push(ms) })
  const sessions = await everything.download({
    signal: new AbortController().signal,
    tell: (progress) => told.push(progress),
  })
  expect(sessions).toEqual([{ id: 'a' }, { id: 'b/c' }])
  expect(waits).toEqual([7000])
  expect(told.map((progress) => progress.waitSeconds)).toContain(7)
})

test('a session that cannot be read ends the download: no copy with silent holes', async () => {
  const api = scripted({
    '/api/conversation/sessions?limit=200': [() => ({ sessions: [{ session_id: 'a' }] })],
    '/api/conversation/sessions/a/export?format=json': [refuse(problem(500, null))],
  })
  const everything = createEverything({ api, wait: async () => {} })
  await expect(everything.download({ signal: new AbortController().signal, tell: () => {} })).rejects.toMatchObject({
    status: 500,
  })
})
