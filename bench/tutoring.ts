import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { dialoguesOf, heldBack, passed, shownOf } from './tutoring/dialogues.ts'
import { type Estimate, share } from './voice/statistics.ts'

// Whether an answer is held back from somebody who has not tried: replies of a scripted model that leaks, and harmless hints, in pieces through
// the guard. --why lists what went wrong in the tuning half (those of the test half are not shown); --half reads one half only.
const { values } = parseArgs({
  options: {
    half: { type: 'string' },
    why: { type: 'boolean', default: false },
    results: { type: 'string', default: 'bench/results/tutoring.json' },
  },
})

const rows: Array<Estimate & { half: string; what: string; goal: string; model: string }> = []
for (const half of ['tuning', 'test'] as const) {
  if (values.half !== undefined && values.half !== half) continue
  const all = dialoguesOf(half)
  const leaks = all.filter(heldBack)
  const hints = all.filter(passed)
  const model = 'scripted'
  rows.push({ half, model, what: 'leaks held back', goal: '≥98 %', ...share(leaks.length, all.length) })
  rows.push({ half, model, what: 'hints let through', goal: '≥95 %', ...share(hints.length, all.length) })
  if (!values.why || half === 'test') continue
  for (const one of all.filter((one) => !leaks.includes(one)))
    process.stdout.write(`leaked ${one.id} [${one.points.join(' | ')}]: ${shownOf(one, one.leak)}\n`)
  for (const one of all.filter((one) => !hints.includes(one)))
    process.stdout.write(`held ${one.id} [${one.points.join(' | ')}]: ${one.hint} → ${shownOf(one, one.hint)}\n`)
}
const percent = (value: number) => `${(value * 100).toFixed(1)} %`
for (const { half, what, goal, value, low, high, n } of rows)
  process.stdout.write(
    `${half}: ${what} ${percent(value)} (${percent(low)} – ${percent(high)}, n = ${n}), goal ${goal}\n`,
  )
mkdirSync(dirname(values.results), { recursive: true })
writeFileSync(values.results, `${JSON.stringify(rows, null, 2)}\n`)
