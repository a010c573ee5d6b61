import { parseArgs } from 'node:util'
import { proveIsolation } from './fuzz/isolation/isolation.ts'

// Asks for one learner's things as everybody who may not, on every route: npm run fuzz:isolation [-- --requests N --seed N
// --database postgresql://an-empty-one]. Ends with 1 when anything of theirs was told or changed, or a route was not proven.
const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    database: { type: 'string' },
  },
})
const began = performance.now()
const { asked, routes, faults } = await proveIsolation({
  requests: Number(values.requests),
  seed: Number(values.seed),
  database: values.database,
})
console.table(
  Object.fromEntries(
    [...routes].sort().map(([route, { control, asked, statuses }]) => [
      route,
      {
        asked,
        'the owner gets': control.length > 40 ? `nothing: ${control.slice(0, 40)}…` : control,
        'others read': [...statuses]
          .sort(([a], [b]) => a - b)
          .map(([status, count]) => `${status}×${count}`)
          .join(' '),
      },
    ]),
  ),
)
for (const fault of faults.slice(0, 40)) console.log(`BREACH ${fault}`)
const proven = [...routes.values()].filter(({ control }) => control === 'canary' || control === 'changed rows').length
console.log(
  `${asked} requests (seed ${values.seed}) on ${routes.size} routes of the application, ${proven} of them proven by what their owner gets; ${((performance.now() - began) / 1000).toFixed(0)} s; ${faults.length === 0 ? '0 bytes of anybody else' : `${faults.length} breaches`}`,
)
process.exitCode = faults.length === 0 ? 0 : 1
