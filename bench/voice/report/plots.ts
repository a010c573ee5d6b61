// Plots as inline SVG: nothing is loaded, nothing runs.

const WIDTH = 640
const INK = '#444'
const COLOURS = ['#2f6f8f', '#b5651d', '#5b7f3a', '#8a4f7d']

export interface Series {
  name: string
  values: readonly number[]
}

/** How the values are distributed: which share lies below how many milliseconds. `mark` is the goal. */
export function distribution(title: string, series: readonly Series[], mark: number | null): string {
  const all = series.flatMap(({ values }) => values)
  if (all.length === 0) return ''
  const most = Math.max(...all, mark ?? 0) * 1.05 || 1
  const [left, top, height] = [40, 24, 180]
  const x = (ms: number) => left + (Math.max(0, ms) / most) * (WIDTH - left - 20)
  const y = (part: number) => top + height - part * height
  const lines = series.map(({ values }, n) => {
    const sorted = [...values].sort((a, b) => a - b)
    const points = sorted.map((ms, i) => `${x(ms).toFixed(1)},${y((i + 1) / sorted.length).toFixed(1)}`)
    return `<polyline fill="none" stroke="${COLOURS[n % COLOURS.length]}" stroke-width="2" points="${x(sorted[0] ?? 0)},${y(0)} ${points.join(' ')}"/>`
  })
  const legend = series.map(
    ({ name, values }, n) =>
      `<text x="${WIDTH - 210}" y="${top + height - 12 - n * 18}" fill="${COLOURS[n % COLOURS.length]}">${escaped(name)} (n ${values.length})</text>`,
  )
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(
    (part) =>
      `<text x="${x(most * part)}" y="${top + height + 16}" text-anchor="middle">${Math.round(most * part)}</text><text x="${left - 6}" y="${y(part) + 4}" text-anchor="end">${part * 100}</text><line x1="${left}" x2="${WIDTH - 20}" y1="${y(part)}" y2="${y(part)}" stroke="#ddd"/>`,
  )
  const goal =
    mark === null
      ? ''
      : `<line x1="${x(mark)}" x2="${x(mark)}" y1="${top}" y2="${top + height}" stroke="#a00" stroke-dasharray="4 3"/>`
  return `<figure><figcaption>${escaped(title)}; share of all in %, over milliseconds${mark === null ? '' : ' (dashed: the goal)'}</figcaption><svg viewBox="0 0 ${WIDTH} ${top + height + 24}" role="img" aria-label="${escaped(title)}" font-size="12" fill="${INK}">${ticks.join('')}${goal}${lines.join('')}${legend.join('')}</svg></figure>`
}

export interface Stretch {
  fromMs: number
  toMs: number
  name: string
}

const STATE_COLOURS: Record<string, string> = {
  idle: '#eee',
  listening: '#cfe3ea',
  holding: '#f3e2b8',
  thinking: '#d9cfe8',
  speaking: '#cfe6c4',
  paused: '#f0c9c0',
}

/** What happened when: states, what the learner said, what the companion was heard to say. */
export function timeline(
  title: string,
  lengthMs: number,
  rows: { name: string; stretches: readonly Stretch[] }[],
): string {
  const [left, rowHeight, top] = [80, 26, 8]
  const x = (ms: number) => left + (ms / lengthMs) * (WIDTH * 1.5 - left)
  const bars = rows.flatMap(({ name, stretches }, n) => [
    `<text x="0" y="${top + n * rowHeight + 15}">${escaped(name)}</text>`,
    ...stretches.map(
      (stretch) =>
        `<rect x="${x(stretch.fromMs).toFixed(1)}" y="${top + n * rowHeight}" width="${Math.max(1, x(stretch.toMs) - x(stretch.fromMs)).toFixed(1)}" height="20" fill="${STATE_COLOURS[stretch.name] ?? COLOURS[n % COLOURS.length]}"><title>${escaped(stretch.name)} ${Math.round(stretch.fromMs)}–${Math.round(stretch.toMs)} ms</title></rect>`,
    ),
  ])
  const seconds = Array.from({ length: Math.floor(lengthMs / 5000) + 1 }, (_, n) => n * 5)
  const axis = seconds.map(
    (s) => `<text x="${x(s * 1000)}" y="${top + rows.length * rowHeight + 14}" text-anchor="middle">${s} s</text>`,
  )
  return `<figure><figcaption>${escaped(title)}</figcaption><svg viewBox="0 0 ${WIDTH * 1.5} ${top + rows.length * rowHeight + 20}" role="img" aria-label="${escaped(title)}" font-size="12" fill="${INK}">${bars.join('')}${axis.join('')}</svg></figure>`
}

export const legend = Object.entries(STATE_COLOURS)
  .map(([name, colour]) => `<span style="background:${colour}">${name}</span>`)
  .join(' ')

export function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;')
}
