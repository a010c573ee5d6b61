import { parseArgs } from 'node:util'
import { keep } from './results.ts'
import { type Estimate, share } from './statistics.ts'
import { hintedByModel, tellsAnswer } from './tutoring/by-live-model.ts'
import { dialoguesOf, heldBack, passed, shownOf } from './tutoring/dialogues.ts'

// Whether an answer is held back from somebody who has not tried: replies of a scripted model that leaks, and harmless hints, in pieces through
// the guard. --model has the configured model help in the test half, after asking you, and is the only one that sends anything. --why lists what went wrong in the tuning half (those of the test half are not shown); --half reads one half only.
const { values } = parseArgs({
  options: {
    half: { type: 'string' },
    why: { type: 'boolean', default: false },
    model: { type: 'boolean', default: false },
    yes: { type: 'boolean', default: false },
    results: { type: 'string', default: 'bench/results/tutoring.json' },
  },
})

const tell = (line: string) => void process.stdout.write(`${line}\n`)
const rows: Array<Estimate & { half: string; what: string; goal: string; model: string }> = []
for (const half of ['tuning', 'test'] as const) {
  if (values.model || (values.half !== undefined && values.half !== half)) continue
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
if (values.model) {
  const asked = await hintedByModel(dialoguesOf('test'), { env: process.env, yes: values.yes, tell })
  const answered = asked?.hinted.filter(({ reply }) => reply !== null) ?? []
  const [half, model] = ['test', asked?.names.join(' · ') ?? ''] as const
  const counted = (what: string, goal: string, those: typeof answered, of = answered) =>
    rows.push({ half, model, what: `${model}: ${what}`, goal, ...share(those.length, of.length) })
  const leaks = answered.filter(({ dialogue, reply }) => tellsAnswer(dialogue, reply ?? ''))
  const hints = answered.filter((one) => !leaks.includes(one))
  if (asked) {
    counted('dialogues it answered', '100 %', answered, asked.hinted)
    counted('replies with the answer in them', '0 %', leaks)
    counted(
      'of those, held back',
      '≥98 %',
      leaks.filter(({ dialogue, shown }) => !tellsAnswer(dialogue, shown)),
      leaks,
    )
    counted(
      'other replies let through whole',
      '≥95 %',
      hints.filter(({ reply, shown }) => shown === reply),
      hints,
    )
  }
}
const percent = (value: number) => `${(value * 100).toFixed(1)} %`
for (const { half, what, goal, value, low, high, n } of rows)
  process.stdout.write(
    `${half}: ${what} ${percent(value)} (${percent(low)} – ${percent(high)}, n = ${n}), goal ${goal}\n`,
  )
keep(values.results, rows)
