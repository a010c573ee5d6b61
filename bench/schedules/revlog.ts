import { readFileSync } from 'node:fs'
import type { Histories } from '../../server/src/reviews/fitting.ts'

const DAY_MS = 86_400_000

/**
 * Reviews of a file with one a line, separated by commas, and names of columns in its first: `card_id`, `rating` (or `review_rating`) 1–4, and
 * either `review_time` in milliseconds or `elapsed_days`. Lines that say something else are counted and left out.
 */
export function revlog(path: string): { reviews: Histories['reviews']; left: number } {
  const [head = '', ...lines] = readFileSync(path, 'utf8').split('\n')
  const names = head.trim().split(',')
  const column = (...called: string[]) => names.findIndex((name) => called.includes(name.trim()))
  const [card, rated] = [column('card_id'), column('rating', 'review_rating')]
  const [time, elapsed] = [column('review_time'), column('elapsed_days', 'delta_t')]
  if (card < 0 || rated < 0 || (time < 0 && elapsed < 0)) throw new Error(`${path} has none of the columns: ${head}`)
  const cards = new Map<string, Array<{ rating: number; at: number }>>()
  let left = 0
  for (const line of lines) {
    if (!line.trim()) continue
    const cells = line.split(',')
    const [rating, at] = [Number(cells[rated]), Number(cells[time < 0 ? elapsed : time])]
    const id = cells[card] ?? ''
    if (id === '' || !Number.isInteger(rating) || rating < 1 || rating > 4 || !Number.isFinite(at)) left += 1
    else cards.set(id, [...(cards.get(id) ?? []), { rating, at }])
  }
  const reviews = [...cards.values()].map((all) => {
    const sorted = time < 0 ? all : all.toSorted((a, b) => a.at - b.at)
    return sorted.map(({ rating, at }, place): [number, number] => {
      if (place === 0) return [rating, 0]
      const days = time < 0 ? at : Math.floor(at / DAY_MS) - Math.floor((sorted[place - 1]?.at ?? at) / DAY_MS)
      return [rating, Math.max(0, Math.round(days))]
    })
  })
  return { reviews, left }
}
