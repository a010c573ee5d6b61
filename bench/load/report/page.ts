import { percent, round } from '../goals.ts'
import { clock, escaped, overTime } from './charts.ts'
import { circumstances, met, type Report } from './report.ts'

const STYLE = `:root{color-scheme:light dark;--paper:#fbfaf7;--ink:#26241f;--quiet:#6b675e;--line:#e4e0d6;--mark:#a39d8f;--good:#dcebd3;--bad:#f5d5cd;--a:#2f6f8f;--b:#b5651d;--c:#a33b2c;--d:#5b7f3a}
@media(prefers-color-scheme:dark){:root{--paper:#1c1b19;--ink:#ece8df;--quiet:#a8a295;--line:#3a3833;--mark:#6d685e;--good:#2c3f25;--bad:#55291f;--a:#7fbbd8;--b:#e0a062;--c:#e88876;--d:#a5cc82}}
body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:var(--ink);background:var(--paper)}
h1{font-size:1.5rem;margin-bottom:.25rem}h2{font-size:1.1rem;margin-top:2rem}.quiet,small{color:var(--quiet);font-weight:400}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
td,th{padding:.3rem .6rem;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}td:first-child,th:first-child{text-align:left}.words td,.words th{text-align:left;white-space:normal}
.yes td:last-child{background:var(--good)}.no td:last-child{background:var(--bad);font-weight:600}
figure{margin:1.5rem 0}figcaption{font-weight:600}svg{width:100%;height:auto;font-size:12px}svg text{fill:var(--quiet)}@media(max-width:600px){svg{font-size:18px}}
.legend{margin:.25rem 0;color:var(--quiet)}.legend span{margin-right:1rem}.legend span::before{content:"";display:inline-block;width:1.2em;height:.2em;margin-right:.4em;vertical-align:middle;background:var(--of)}
code{font-size:.9em;overflow-wrap:anywhere}`

/** The whole report as one file that loads nothing. */
export function pageOf(report: Report): string {
  const { scenario, what, goals, rows, faults, notes, command } = report
  const good = met(report)
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Load: ${escaped(scenario)}</title>
<style>${STYLE}</style></head><body>
<h1>${escaped(scenario)}: ${good ? 'every goal is met' : 'not every goal is met'}</h1>
<p>${escaped(what)}</p>
<p class="quiet">${escaped(circumstances(report))}</p>
${notes.map((note) => `<p>${escaped(note)}</p>`).join('\n')}
<h2>Goals</h2>
${table(
  'words',
  ['Goal', 'Wanted', 'Read', 'Met'],
  goals.map((goal) => ({
    cells: [goal.goal, goal.wanted, goal.read, goal.met ? 'yes' : 'no'],
    mark: goal.met ? 'yes' : 'no',
  })),
)}
<h2>By kind of request</h2>
${table(
  '',
  ['What', 'Asked', 'Right', '429', 'Failed', 'p50 ms', 'p95 ms', 'p99 ms', 'Most', 'Success'],
  rows.map((row) => ({
    cells: [
      row.kind,
      row.asked,
      row.ok,
      row.limited,
      row.failed,
      ...[row.p50, row.p95, row.p99, row.most].map(round),
      percent(row.success),
    ],
  })),
)}
${charts(report)}
${begun(report)}
${
  faults.length === 0
    ? ''
    : `<h2>What failed</h2>${table(
        'words',
        ['What', 'How often'],
        faults.map((fault) => ({ cells: [fault.what, fault.count] })),
      )}`
}
<p class="quiet">Again: <code>${escaped(command)}</code></p>
</body></html>
`
}

/** What the dashed lines are. */
function begun({ marks }: Report): string {
  const told = marks.map(({ second, what }) => `${clock(second)} ${what}`).join(' · ')
  return told === '' ? '' : `<p class="quiet">Dashed: ${escaped(told)}</p>`
}

function charts({ moments, marks, readings, seconds }: Report): string {
  const line = (name: string, colour: string, of: (moment: (typeof moments)[number]) => number) => ({
    ...{ name, colour },
    points: moments.map((moment) => [moment.second, of(moment)] as const),
  })
  const limited = moments.some(({ limitedPerSecond }) => limitedPerSecond > 0)
  const failed = moments.some(({ failedPerSecond }) => failedPerSecond > 0)
  const read = (name: string, colour: string, of: (reading: (typeof readings)[number]) => number) => ({
    ...{ name, colour },
    points: readings.map((reading) => [reading.second, of(reading)] as const),
  })
  return [
    overTime('Answered rightly', {
      ...{ unit: 'requests a second', seconds, marks },
      lines: [
        line('right', '--a', ({ perSecond }) => perSecond),
        ...(limited ? [line('429', '--b', ({ limitedPerSecond }) => limitedPerSecond)] : []),
        ...(failed ? [line('failed', '--c', ({ failedPerSecond }) => failedPerSecond)] : []),
      ],
    }),
    overTime('How long an answer took', {
      ...{ unit: 'ms', seconds, marks },
      lines: [line('p95', '--b', ({ p95 }) => p95), line('p50', '--a', ({ p50 }) => p50)],
    }),
    overTime('Memory of the server', {
      ...{ unit: 'MB, resident', seconds, marks },
      lines: [read('memory', '--d', ({ memory }) => memory)],
    }),
    overTime('Processor of the server', {
      ...{ unit: 'cores', seconds, marks },
      lines: [read('cores', '--d', ({ cores }) => cores ?? Number.NaN)],
    }),
  ].join('\n')
}

function table(
  kind: string,
  heads: readonly string[],
  rows: readonly { cells: readonly (string | number)[]; mark?: string }[],
): string {
  const lines = rows.map(
    ({ cells, mark }) =>
      `<tr${mark ? ` class="${mark}"` : ''}>${cells.map((cell) => `<td>${escaped(String(cell))}</td>`).join('')}</tr>`,
  )
  return `<div class="scroll"><table class="${kind}"><thead><tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr></thead><tbody>${lines.join('\n')}</tbody></table></div>`
}
