import { locale } from './locale.ts'

const written = (value: number, options: Intl.NumberFormatOptions): string =>
  new Intl.NumberFormat(locale.value, options).format(value)

/** A share as a person says it: "87%". */
export const percent = (share: number): string => written(share, { style: 'percent', maximumFractionDigits: 0 })

/** A number with so many places at most. */
export const decimal = (value: number, places: number): string => written(value, { maximumFractionDigits: places })

/** US dollars; small amounts with as many places as it takes to tell them from nothing. */
export const money = (dollars: number): string =>
  written(dollars, {
    ...{ style: 'currency', currency: 'USD' },
    maximumFractionDigits: dollars > 0 && dollars < 0.1 ? 3 : 2,
  })

const STEPS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

/** A size in bytes as people read it, in steps of a thousand. */
export function sizeOf(bytes: number): string {
  const step = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), STEPS.length - 1)
  const unit = STEPS[step] ?? 'byte'
  return written(bytes / 1000 ** step, {
    ...{ style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: step < 2 ? 0 : 1 },
  })
}
