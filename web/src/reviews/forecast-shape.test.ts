import { expect, test } from 'vitest'
import { shapeOf } from './forecast-shape.ts'

test('the fullest day fills the picture, and the first of several counts', () => {
  const day = (number: number, due: number, fresh = 0) => ({ day: `2026-11-0${number}`, due, new: fresh })
  const { total, mean, most, bars } = shapeOf({ days: [day(1, 2), day(2, 8, 2), day(3, 0), day(4, 8)] })
  expect([total, mean, most?.day]).toEqual([18, 4.5, '2026-11-02'])
  expect(bars.map(({ height, freshHeight }) => [height, freshHeight])).toEqual([
    [25, 0],
    [100, 25],
    [0, 0],
    [100, 0],
  ])
})

test('where nothing comes, nothing is invented', () => {
  const shape = shapeOf({ days: [{ day: '2026-11-01', due: 0, new: 0 }] })
  expect([shape.total, shape.mean, shape.most, shape.bars[0]?.height]).toEqual([0, 0, null, 0])
  expect(shapeOf({ days: [] })).toEqual({ total: 0, mean: 0, most: null, bars: [] })
})
