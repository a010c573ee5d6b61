import { expect, test } from 'vitest'
import { proveIsolation } from '../../bench/fuzz/isolation/isolation.ts'

test('nobody is told or changes what is another’s, on any route the application has', async () => {
  const { asked, routes, faults } = await proveIsolation({ requests: 3_000, seed: 7 })
  expect(faults).toEqual([])
  expect(asked).toBeGreaterThanOrEqual(3_000)
  const proven = [...routes.values()].filter(({ control }) => control === 'canary' || control === 'changed rows')
  expect(proven.length).toBeGreaterThan(30)
}, 480_000)
