import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'

/** What is drawn: days, and for each of them a value, a mean, what is expected and its band; null is a gap. */
export interface Line {
  days: string[]
  today: string
  values: Array<number | null>
  mean: Array<number | null>
  expected: Array<number | null>
  low: Array<number | null>
  high: Array<number | null>
  /** Words beside the lines. */
  labels: { values: string; mean: string; expected: string; today: string }
  written: (value: number) => string
  writtenDay: (day: string) => string
  most: number | null
}

/** Colours of the page, as a canvas can use them. */
export interface Paints {
  ink: string
  soft: string
  line: string
  accent: string
  strong: string
  band: string
  /** What lies below the lines: words on them stand out from it. */
  paper: string
  font: string
}

const HEIGHT = 240
/** More days than this have no room for a point each; they stand behind their mean. */
const POINTS_MAX = 120
const [VALUES, MEAN, EXPECTED, LOW, HIGH] = [1, 2, 3, 4, 5]

/** Draws a metric day by day into an element. The answer takes it away. */
export function drawLine(element: HTMLElement, line: Line, paints: Paints, width: number): () => void {
  const at = line.days.map((_, index) => index)
  const today = line.days.indexOf(line.today)
  const font = `13px ${paints.font}`
  const axis = { stroke: paints.soft, font, grid: { stroke: paints.line, width: 1 }, ticks: { show: false } }
  const many = line.days.length > POINTS_MAX
  const none = { points: { show: false }, spanGaps: false }
  const chart = new uPlot(
    {
      ...{ width, height: HEIGHT, legend: { show: false }, cursor: { show: false } },
      padding: [16, 8, 0, 0],
      scales: {
        x: { time: false },
        y: { range: (_, low, high) => [Math.min(0, low), line.most ?? Math.max(1, high * 1.08)] },
      },
      axes: [
        {
          ...axis,
          grid: { show: false },
          space: 72,
          values: (_, splits) => splits.map((index) => (line.days[index] ? line.writtenDay(line.days[index]) : '')),
        },
        { ...axis, size: 48, values: (_, splits) => splits.map((value) => line.written(value)) },
      ],
      series: [
        {},
        {
          ...none,
          stroke: paints.soft,
          width: 1,
          alpha: many ? 0.4 : 1,
          points: { show: !many, size: 4, stroke: paints.soft, fill: paints.soft },
        },
        { ...none, stroke: paints.accent, width: 2.5 },
        { ...none, stroke: paints.strong, width: 2, dash: [5, 4] },
        { ...none, stroke: 'transparent' },
        { ...none, stroke: 'transparent' },
      ],
      bands: [{ series: [HIGH, LOW], fill: paints.band }],
      hooks: {
        draw: [
          (chart) => {
            if (today >= 0) markToday(chart, today, line.labels.today, paints)
            label(chart, VALUES, line.values, line.labels.values, paints.soft, paints)
            label(chart, MEAN, line.mean, line.labels.mean, paints.accent, paints)
            label(chart, EXPECTED, line.expected, line.labels.expected, paints.strong, paints)
          },
        ],
      },
    },
    [at, line.values, line.mean, line.expected, line.low, line.high],
    element,
  )
  return () => chart.destroy()
}

function markToday(chart: uPlot, at: number, word: string, paints: Paints) {
  const { ctx, bbox } = chart
  const x = Math.round(chart.valToPos(at, 'x', true))
  ctx.save()
  ctx.strokeStyle = paints.ink
  ctx.lineWidth = devicePixelRatio
  ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio])
  ctx.beginPath()
  ctx.moveTo(x, bbox.top)
  ctx.lineTo(x, bbox.top + bbox.height)
  ctx.stroke()
  ctx.font = `${12 * devicePixelRatio}px ${paints.font}`
  ctx.fillStyle = paints.ink
  const room = bbox.left + bbox.width - x
  ctx.textAlign = room < 60 * devicePixelRatio ? 'right' : 'left'
  ctx.fillText(word, x + (ctx.textAlign === 'right' ? -4 : 4) * devicePixelRatio, bbox.top - 4 * devicePixelRatio)
  ctx.restore()
}

/** A word at the highest point of a line, in its colour: nobody has to look for a legend. */
function label(
  chart: uPlot,
  series: number,
  values: ReadonlyArray<number | null>,
  word: string,
  colour: string,
  paints: Paints,
) {
  const told = values.flatMap((value, at) => (value === null ? [] : [{ value, at }]))
  const [from, to] =
    series === MEAN
      ? [0, Math.ceil(told.length / 2)]
      : series === VALUES
        ? [Math.floor(told.length / 2), told.length]
        : [0, told.length]
  const top = told
    .slice(from, to)
    .reduce<{ value: number; at: number } | null>((one, other) => (one && one.value >= other.value ? one : other), null)
  if (!top || !word) return
  const { ctx, bbox } = chart
  const x = chart.valToPos(top.at, 'x', true)
  const y = chart.valToPos(top.value, 'y', true)
  ctx.save()
  ctx.font = `600 ${13 * devicePixelRatio}px ${paints.font}`
  ctx.fillStyle = colour
  ctx.textAlign = 'left'
  const wide = ctx.measureText(word).width
  // What is expected begins today, and its word would stand on the lines before.
  const begins = series === EXPECTED ? x + 4 * devicePixelRatio : x - wide / 2
  const left = Math.min(Math.max(bbox.left + 2, begins), bbox.left + bbox.width - wide - 2)
  const base = Math.max(bbox.top + 12 * devicePixelRatio, y - 7 * devicePixelRatio)
  // Lines that pass behind a word leave it readable.
  ctx.strokeStyle = paints.paper
  ctx.lineWidth = 4 * devicePixelRatio
  ctx.lineJoin = 'round'
  if (series !== EXPECTED || values.length > POINTS_MAX) ctx.strokeText(word, left, base)
  ctx.fillText(word, left, base)
  ctx.restore()
}
