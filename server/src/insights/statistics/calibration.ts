import type { CalibrationBand, Measured } from '@lva/contracts/insights'

const BANDS = 10
/** Of reviews in a band; with fewer its share says nothing. */
const BAND_NEEDS = 5
const ERROR_NEEDS = 30
const Z = 1.96

/** A review: how likely it was that it would be recalled (0–1), and whether it was. */
export interface Judged {
  predicted: number
  recalled: boolean
}

/** Whether things are recalled as often as predicted: ten bands, and their mean distance from it weighted by reviews. */
export function calibrationOf(reviews: readonly Judged[]): { bands: CalibrationBand[]; error: Measured } {
  const groups = Array.from({ length: BANDS }, () => ({ n: 0, predicted: 0, recalled: 0 }))
  for (const { predicted, recalled } of reviews) {
    const group = groups[Math.min(BANDS - 1, Math.max(0, Math.floor(predicted * BANDS)))]
    if (!group) continue
    group.n += 1
    group.predicted += predicted
    group.recalled += recalled ? 1 : 0
  }
  const n = reviews.length
  const apart = groups.reduce((sum, group) => sum + Math.abs(group.predicted - group.recalled), 0)
  return {
    bands: groups.map((group, at) => bandOf(group, at)),
    error: { value: n < ERROR_NEEDS ? null : apart / n, n, needs: ERROR_NEEDS },
  }
}

function bandOf({ n, predicted, recalled }: { n: number; predicted: number; recalled: number }, at: number) {
  const band = { from: at / BANDS, to: (at + 1) / BANDS, n }
  if (n < BAND_NEEDS) return { ...band, predicted: null, recalled: null, low: null, high: null }
  return { ...band, predicted: predicted / n, recalled: recalled / n, ...wilson(recalled, n) }
}

/** The 95 % interval of a share (Wilson 1927), which stays within 0 and 1. */
function wilson(yes: number, n: number): { low: number; high: number } {
  const share = yes / n
  const middle = (share + Z ** 2 / (2 * n)) / (1 + Z ** 2 / n)
  const reach = (Z / (1 + Z ** 2 / n)) * Math.sqrt((share * (1 - share)) / n + Z ** 2 / (4 * n ** 2))
  return { low: Math.max(0, middle - reach), high: Math.min(1, middle + reach) }
}
