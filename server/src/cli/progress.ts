const BAR = 24
/** How often a plain line is printed where no bar can be. */
const PLAIN_EVERY_MS = 10_000
const SHOWN_EVERY_MS = 100

/** How far something is, and since how long it has been going on. */
export interface Reached {
  done: number
  of: number
  ms: number
}

/** `[######      ] 250,000 of 1,000,000 rows, 50,000 a second, 15 s left`, without the bar where there is no terminal. Pure. */
export function progressLine(what: string, { done, of, ms }: Reached, { bar }: { bar: boolean }): string {
  const share = of === 0 ? 1 : Math.min(1, done / of)
  const perSecond = ms > 0 ? (done / ms) * 1000 : 0
  const left = perSecond > 0 && done < of ? `, ${timeOf((of - done) / perSecond)} left` : ''
  const rate = perSecond > 0 ? `, ${number(perSecond)} a second` : ''
  const filled = Math.round(share * BAR)
  const front = bar ? `[${'#'.repeat(filled)}${' '.repeat(BAR - filled)}] ` : ''
  return `${front}${number(done)} of ${number(of)} ${what}${rate}${left}`
}

/** Whole numbers with commas, as people read them. */
export const number = (value: number): string => Math.round(value).toLocaleString('en')

function timeOf(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`
  return seconds < 5_400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3_600).toFixed(1)} h`
}

/** Shows how far a step is: over and over in one line on a terminal, else a plain line now and then. */
export function showingProgress({
  interactive,
  print,
  write,
}: {
  interactive: boolean
  print: (line: string) => void
  write: (text: string) => void
}) {
  let [step, began, shown] = ['', 0, 0]
  return {
    show(what: string, { done, of }: { done: number; of: number }): void {
      const at = performance.now()
      if (what !== step) [step, began, shown] = [what, at, interactive ? 0 : at]
      if (at - shown < (interactive ? SHOWN_EVERY_MS : PLAIN_EVERY_MS)) return
      shown = at
      const line = progressLine(what, { done, of, ms: at - began }, { bar: interactive })
      if (interactive) write(`\r${line}\u001b[K`)
      else print(line)
    },
    /** Takes the bar away. */
    clear(): void {
      if (interactive) write('\r\u001b[K')
    },
  }
}
