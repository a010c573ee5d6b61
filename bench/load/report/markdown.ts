import { percent, round } from '../goals.ts'
import { circumstances, met, type Report } from './report.ts'

/** The report as a page of the docs: goals and numbers, no charts. */
export function markdownOf(report: Report): string {
  const { scenario, what, goals, rows, faults, notes, command, readings, trend } = report
  const last = readings.at(-1)
  const memory =
    last &&
    `Memory of the server: ${Math.round(readings[0]?.memory ?? 0)} MB at the beginning, ${Math.round(last.memory)} MB at the end${trend ? `; after the warm-up ${percent(trend.growth)} between the first window and the last` : ''}.`
  return `${[
    `# ${scenario}: ${met(report) ? 'every goal is met' : 'not every goal is met'}`,
    `${what[0]?.toUpperCase()}${what.slice(1)}.`,
    circumstances(report),
    ...notes,
    table(
      ['Goal', 'Wanted', 'Read', 'Met'],
      goals.map(({ goal, wanted, read, met: yes }) => [goal, wanted, read, yes ? 'yes' : '**no**']),
    ),
    table(
      ['What', 'Asked', 'Right', '429', 'Failed', 'p50 ms', 'p95 ms', 'p99 ms', 'Success'],
      rows.map((row) => [
        ...[row.kind, row.asked, row.ok, row.limited, row.failed].map(String),
        ...[row.p50, row.p95, row.p99].map(round),
        percent(row.success),
      ]),
    ),
    memory ?? '',
    faults.length > 0
      ? table(
          ['What failed', 'How often'],
          faults.map(({ what: one, count }) => [one, String(count)]),
        )
      : '',
    `Again: \`${command}\``,
  ]
    .filter(Boolean)
    .join('\n\n')}\n`
}

function table(heads: readonly string[], rows: readonly string[][]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '/')).join(' | ')} |`
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n')
}
