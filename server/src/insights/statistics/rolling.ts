/**
 * The mean of the last `days` values, for each of them; gaps are left out of it. Null until so many days have gone by, and where all of
 * them are gaps. `earlier` are values from before the first that is asked for.
 */
export function rollingMeans(
  values: ReadonlyArray<number | null>,
  days: number,
  earlier: ReadonlyArray<number | null> = [],
): Array<number | null> {
  const all = [...earlier, ...values]
  const means: Array<number | null> = []
  let [sum, n] = [0, 0]
  all.forEach((value, at) => {
    if (value !== null) [sum, n] = [sum + value, n + 1]
    const gone = all[at - days] ?? null
    if (gone !== null) [sum, n] = [sum - gone, n - 1]
    means.push(at + 1 >= days && n > 0 ? sum / n : null)
  })
  return means.slice(earlier.length)
}
