import { expect, test } from 'vitest'
import { proveIsolation } from '../../bench/fuzz/isolation/isolation.ts'
import { times } from './thorough.ts'

test('nobody is told or changes what is another’s, on any route the application has', async () => {
  const requests = times(3_000, 1_500)
  const { asked, routes, faults } = await proveIsolation({ requests, seed: 7 })
  expect(faults).toEqual([])
  expect(asked).toBeGreaterThanOrEqual(requests)
  const proven = [...routes.values()].filter(({ control }) => control === 'canary' || control === 'changed rows')
  expect(proven.length).toBeGreaterThan(30)
}, 480_000)
