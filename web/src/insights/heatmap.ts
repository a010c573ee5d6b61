const DAY_MS = 86_400_000

/** The days of a year in weeks that begin on Monday (0); the first and the last week may have fewer. */
export function weeksOf(year: number): { day: string; weekday: number }[][] {
  const weeks: { day: string; weekday: number }[][] = []
  for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += DAY_MS) {
    const date = new Date(at)
    const weekday = (date.getUTCDay() + 6) % 7
    if (weekday === 0 || weeks.length === 0) weeks.push([])
    weeks.at(-1)?.push({ day: date.toISOString().slice(0, 10), weekday })
  }
  return weeks
}
