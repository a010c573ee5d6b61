// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest'
import { useFeedback } from './use-feedback.ts'

afterEach(() => vi.unstubAllGlobals())

test('what is not named stays as it was said, a rating too', async () => {
  const sent: unknown[] = []
  const reply = { exchange_id: 'one', thumb: null, rating: 4, reason: null, comment: 'good', corrected: false }
  vi.stubGlobal('fetch', async (_path: string, { method, body }: RequestInit) => {
    if (method === 'GET') return Response.json({ replies: [{ ...reply, noticed: [], quality: null }] })
    sent.push(JSON.parse(String(body)))
    return Response.json({ id: 'two', kept: true })
  })
  const feedback = useFeedback('rivers')
  await feedback.look()
  await feedback.give('one', { thumb: 'up' })
  expect(sent).toEqual([{ exchange_id: 'one', thumb: 'up', rating: 4, reason: null, comment: 'good' }])
})
