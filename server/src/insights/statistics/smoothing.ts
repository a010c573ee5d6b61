const NEEDS = 7
/** Of the band: four of five values should lie in it. */
const Z = 1.2816
const ALPHAS = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
const BETAS = [0.01, 0.05, 0.1, 0.2, 0.3]
const PHIS = [0.8, 0.9, 0.98]

interface Smoothing {
  alpha: number
  beta: number
  phi: number
}

/** What is expected next, and from where to where it may lie. */
export interface Expected {
  value: number
  low: number
  high: number
}

/**
 * The next `ahead` values by exponential smoothing with a damped trend (Gardner and McKenzie 1985), its three parameters chosen by the
 * smallest squared error of one step. The band widens by the formula for ETS(A,Ad,N) (Hyndman and Athanasopoulos, "Forecasting", 8.7).
 * Everything is kept within what the metric can be. Empty below seven values.
 */
export function outlookOf(
  values: readonly number[],
  { ahead, least, most }: { ahead: number; least: number; most: number },
): { expected: Expected[]; n: number; needs: number } {
  const n = values.length
  if (n < NEEDS) return { expected: [], n, needs: NEEDS }
  const all = ALPHAS.flatMap((alpha) =>
    BETAS.filter((beta) => beta <= alpha).flatMap((beta) =>
      PHIS.map((phi) => ({ alpha, beta, phi, ...smooth(values, { alpha, beta, phi }) })),
    ),
  )
  const best = all.reduce((one, other) => (other.squared < one.squared ? other : one))
  const spread = Math.sqrt(best.squared / (n - 1))
  const within = (value: number) => Math.min(most, Math.max(least, value))
  let [damping, grown] = [0, 1]
  const expected = Array.from({ length: ahead }, (_, step) => {
    // After j steps the trend has added φ + φ² + … + φ^j.
    if (step > 0) grown += (best.alpha + best.beta * damping) ** 2
    damping += best.phi ** (step + 1)
    const value = best.level + damping * best.trend
    const reach = Z * spread * Math.sqrt(grown)
    return { value: within(value), low: within(value - reach), high: within(value + reach) }
  })
  return { expected, n, needs: NEEDS }
}

/** Goes through the values; `squared` is the sum of squared errors of one step. */
function smooth(values: readonly number[], { alpha, beta, phi }: Smoothing) {
  const [first = 0, ...others] = values
  let [level, trend, squared] = [first, 0, 0]
  for (const value of others) {
    const error = value - (level + phi * trend)
    level += phi * trend + alpha * error
    trend = phi * trend + beta * error
    squared += error ** 2
  }
  return { level, trend, squared }
}
