import type { ReviewForecast } from '@lva/contracts/reviews'

/** One day's bar, in percent of the picture. */
export interface Bar {
  day: string
  due: number
  fresh: number
  height: number
  freshHeight: number
}

/** What is told of a forecast: how many in all, the fullest day and the mean, and a bar for each day; `most` null where nothing comes. */
export function shapeOf({ days }: Pick<ReviewForecast, 'days'>) {
  const total = days.reduce((sum, { due }) => sum + due, 0)
  const highest = Math.max(1, ...days.map(({ due }) => due))
  const fullest = total > 0 ? days.reduce((most, day) => (day.due > most.due ? day : most)) : null
  return {
    total,
    mean: days.length > 0 ? total / days.length : 0,
    most: fullest,
    bars: days.map(
      ({ day, due, new: fresh }): Bar => ({
        ...{ day, due, fresh },
        height: (due / highest) * 100,
        freshHeight: (Math.min(fresh, due) / highest) * 100,
      }),
    ),
  }
}
