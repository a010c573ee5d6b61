import { expect, test } from 'vitest'
import { addDays } from '../days.ts'
import { createParameters } from './parameters.ts'

/** Reviews of one learner, each `[prompt, day]`, and how often they were fitted to. */
function learner(reviews: Array<[prompt: string, day: string]>) {
  const row = { w: null as string | null, fitted_n: 0, loss_default: null, loss_fitted: null, fitted_at: null }
  const fitted: number[][] = []
  let run: (payload: { userId: string; asked: boolean }, attempt: object) => Promise<void> = async () => {}
  const parameters = createParameters({
    db: {},
    jobs: { kind: () => ({ does: (how: typeof run) => (run = how), enqueue: async () => {} }) },
    workers: {
      task: () => async (given: { reviews: unknown[][] }) => {
        fitted.push(given.reviews.map(({ length }) => length))
        return { w: [], n: 400, loss: { default: 0.4, fitted: 0.5 } }
      },
    },
    facts: {
      async *pages(_: string, { from = '' }: { from?: string }) {
        yield reviews
          .map(([prompt, day], at) => ({ id: `${at}`, kind: 'review', day, at: day, data: { prompt, rating: 3 } }))
          .filter(({ at }) => at >= from)
      },
    },
    wishes: { row: async () => row, fit: async (_: string, next: object) => void Object.assign(row, next) },
    rebuild: async () => {},
    moved: async () => {},
    changed: () => {},
    now: () => new Date('2026-06-01T00:00:00.000Z'),
  } as never)
  return {
    parameters,
    fitted,
    ends: () => run({ userId: 'ana', asked: false }, {}),
    asks: () => run({ userId: 'ana', asked: true }, {}),
  }
}

const DAYS = Array.from({ length: 401 }, (_, at) => addDays('2025-01-01', at))

test('they are fitted when enough can be fitted to, anew when much more came, and never against the wish of the learner', async () => {
  const once = learner(DAYS.map((day, at) => [`prompt ${at}`, day]))
  await once.asks()
  expect([once.fitted, (await once.parameters.of('ana')).n]).toEqual([[], 0])

  const reviews = DAYS.map((day): [string, string] => ['one', day])
  const often = learner(reviews)
  expect(await often.parameters.of('ana')).toMatchObject({ n: 400, needs: 400 })
  for (const _ of [1, 2]) await often.ends()
  expect(often.fitted).toEqual([[401]])
  reviews.push(...DAYS.slice(0, 99).map((_, at): [string, string] => ['one', addDays('2026-06-02', at)]))
  await often.ends()
  expect(often.fitted).toHaveLength(1)
  reviews.push(['one', '2026-12-31'])
  await often.ends()
  expect(often.fitted).toHaveLength(2)

  await often.parameters.forget('ana')
  await often.ends()
  expect(often.fitted).toHaveLength(2)
  await often.asks()
  expect(often.fitted).toHaveLength(3)
})

test('the latest are fitted to, and of no prompt the half', async () => {
  const reviews: Array<[string, string]> = [['old', '2025-01-01']]
  for (let at = 0; at < 100; at += 1) for (const day of DAYS.slice(0, 500)) reviews.push([`prompt ${at}`, day])
  for (let at = 0; at < 100; at += 1) for (const day of DAYS.slice(0, 100)) reviews.push([`later ${at}`, day])
  reviews.push(['old', '2026-05-01'])
  const { fitted, asks } = learner(reviews)
  await asks()
  const [lengths = []] = fitted
  expect(lengths.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(50_000)
  expect(lengths.slice(-100)).toEqual(Array(100).fill(100))
  expect(new Set(lengths)).toEqual(new Set([401, 100]))
})
