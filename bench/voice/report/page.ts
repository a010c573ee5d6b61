import { escaped, legend } from './plots.ts'
import { met, type Reading, row } from './readings.ts'

export interface Fault {
  ears: string
  id: string
  what: string
  why: string
}

export interface Page {
  at: string
  set: string
  machine: string
  readings: Reading[]
  notes: string[]
  faults: Fault[]
  plots: string[]
  timelines: string[]
}

/** The whole report as one file that loads nothing. */
export function pageOf({ at, set, machine, readings, notes, faults, plots, timelines }: Page): string {
  const asked = readings.filter(({ wanted }) => wanted)
  const fine = asked.filter((reading) => met(reading)).length
  const lines = readings.map((reading) => {
    const cells = row(reading)
    const mark = cells.met === 'NO' ? ' class="no"' : cells.met === 'yes' ? ' class="yes"' : ''
    return `<tr${mark}>${Object.values(cells)
      .map((cell) => `<td>${escaped(String(cell))}</td>`)
      .join('')}</tr>`
  })
  const wrong = faults.map(
    ({ ears, id, what, why }) =>
      `<tr><td>${escaped(ears)}</td><td>${escaped(what)}</td><td>${escaped(why)}</td><td><code>${escaped(id)}</code></td></tr>`,
  )
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Voice evaluation</title>
<style>body{font:15px/1.5 system-ui,sans-serif;max-width:1000px;margin:2rem auto;padding:0 1rem;color:#222}table{border-collapse:collapse;width:100%}
td,th{padding:.2rem .6rem;border-bottom:1px solid #ddd;text-align:left;vertical-align:top}.no td:last-child{background:#f5d5cd;font-weight:600}.yes td:last-child{background:#dcebd3}
figure{margin:1.5rem 0}figcaption{font-weight:600}svg{width:100%;height:auto}span{padding:0 .5rem;border-radius:3px}</style></head><body>
<h1>Voice evaluation</h1>
<p>${escaped(at)}, set “${escaped(set)}”, ${escaped(machine)}. ${fine} of ${asked.length} numbers with a goal meet it. What each means: docs/voice-evaluation.md.</p>
${notes.map((note) => `<p>${escaped(note)}</p>`).join('\n')}
<table><thead><tr><th>Goal</th><th>What</th><th>Recogniser</th><th>Read</th><th>95 %</th><th>n</th><th>Wanted</th><th>Met</th></tr></thead><tbody>${lines.join('\n')}</tbody></table>
<h2>Distributions</h2>${plots.join('\n')}
<h2>Conversations</h2><p>${legend}</p>${timelines.join('\n')}
<h2>What went otherwise than its label (${faults.length})</h2>
<table><thead><tr><th>Recogniser</th><th>What</th><th>Why</th><th>Clip</th></tr></thead><tbody>${wrong.join('\n')}</tbody></table>
</body></html>
`
}
