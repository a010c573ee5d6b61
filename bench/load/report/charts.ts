// Lines over time as inline SVG: nothing is loaded, nothing runs. Colours are variables of the page, so that both themes are one picture.

const WIDTH = 640
const HEIGHT = 180
const [LEFT, RIGHT, TOP, BOTTOM] = [48, 12, 12, 24]

export interface Line {
  name: string
  /** One of the page's colours, e.g. `--a`. */
  colour: string
  /** Seconds and values; NaN is a gap. */
  points: readonly (readonly [number, number])[]
}

/** Several lines over the seconds of a run. `marks` say what began when. */
export function overTime(
  title: string,
  {
    unit,
    seconds,
    lines,
    marks = [],
  }: { unit: string; seconds: number; lines: readonly Line[]; marks?: readonly Mark[] },
): string {
  const values = lines.flatMap(({ points }) => points.map(([, value]) => value)).filter((value) => !Number.isNaN(value))
  if (values.length === 0) return ''
  const top = ceiling(Math.max(...values))
  const x = (second: number) => (LEFT + (second / Math.max(1, seconds)) * (WIDTH - LEFT - RIGHT)).toFixed(1)
  const y = (value: number) => (HEIGHT - BOTTOM - (value / top) * (HEIGHT - TOP - BOTTOM)).toFixed(1)
  const grid = [0, 0.5, 1].map(
    (part) =>
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(top * part)}" y2="${y(top * part)}" stroke="var(--line)"/><text x="${LEFT - 6}" y="${Number(y(top * part)) + 4}" text-anchor="end">${short(top * part)}</text>`,
  )
  const times = [0, 0.25, 0.5, 0.75, 1].map(
    (part) =>
      `<text x="${x(seconds * part)}" y="${HEIGHT - 6}" text-anchor="${part === 1 ? 'end' : 'middle'}">${clock(seconds * part)}</text>`,
  )
  const begun = marks.map(
    ({ second, what }) =>
      `<line x1="${x(second)}" x2="${x(second)}" y1="${TOP}" y2="${HEIGHT - BOTTOM}" stroke="var(--mark)" stroke-dasharray="3 3"><title>${escaped(what)}</title></line>`,
  )
  const drawn = lines.map(
    ({ name, colour, points }) =>
      `<path d="${pathOf(points, x, y)}" fill="none" stroke="var(${colour})" stroke-width="2" stroke-linejoin="round"><title>${escaped(name)}</title></path>`,
  )
  const legend = lines.map(({ name, colour }) => `<span style="--of:var(${colour})">${escaped(name)}</span>`)
  return `<figure><figcaption>${escaped(title)} <small>${escaped(unit)}</small></figcaption><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(title)}">${grid.join('')}${times.join('')}${begun.join('')}${drawn.join('')}</svg><p class="legend">${legend.join('')}</p></figure>`
}

export interface Mark {
  second: number
  what: string
}

function pathOf(points: Line['points'], x: (second: number) => string, y: (value: number) => string): string {
  let begun = false
  const steps: string[] = []
  for (const [second, value] of points) {
    if (Number.isNaN(value)) begun = false
    else {
      steps.push(`${begun ? 'L' : 'M'}${x(second)} ${y(value)}`)
      begun = true
    }
  }
  return steps.join('')
}

/** The next round number: 1, 2 or 5 with noughts. */
export function ceiling(value: number): number {
  if (!(value > 0)) return 1
  const ten = 10 ** Math.floor(Math.log10(value))
  return ten * ([1, 2, 5, 10].find((step) => step * ten >= value) ?? 10)
}

const short = (value: number) => (value >= 10_000 ? `${value / 1000}k` : String(Math.round(value * 100) / 100))
/** Minutes and seconds. */
export const clock = (seconds: number) =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`

/** Text that cannot become markup. */
export const escaped = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')
