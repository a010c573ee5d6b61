import type { Token } from './tokens.ts'

/** Fractions whose parts lie so are neither dates, marks, scores nor blood pressures. */
const OVER = { least: 32n, by: [2n, 31n], years: [1900n, 2100n], months: 12n } as const
/** Between two spoken numbers these also say something else: "dos por uno", "ten over two", "drei durch". */
const OTHERWISE = /\s(?:over|por|entre|durch|sur)\s/

/** Whether two numbers with a sign between them, and nothing else, can only be a sum: "seven times eight", "1000/7". Linear. */
export function isBareSum(tokens: readonly Token[], plain: string): boolean {
  const [a, sign, b] = tokens
  if (tokens.length !== 3 || a?.kind !== 'number' || b?.kind !== 'number' || sign?.kind !== 'operator') return false
  if (a.value.d !== 1n || b.value.d !== 1n) return false
  if (sign.spoken)
    return ['+', '-', '*', '/'].includes(sign.operator) && a.value.n > 1n && b.value.n > 1n && !OTHERWISE.test(plain)
  const [over, by] = [a.value.n, b.value.n]
  const month = over >= OVER.years[0] && over <= OVER.years[1] && by <= OVER.months
  return (
    sign.operator === '/' &&
    over >= OVER.least &&
    by >= OVER.by[0] &&
    by <= OVER.by[1] &&
    !month &&
    a.written === true &&
    b.written === true
  )
}
