/** The modified Bessel function of the first kind, order 0, by its power series: the shape of Kaiser windows. */
export function bessel(x: number): number {
  let term = 1
  let sum = 1
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}
