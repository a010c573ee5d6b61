import { expect, test } from 'vitest'
import { inPieces, nextRows } from './in-pieces.ts'

test('what takes long is done in smaller pieces, what takes no time in larger ones', () => {
  expect(nextRows(10, 16)).toBe(5)
  expect(nextRows(4, 100)).toBe(2)
  expect(nextRows(2, 4)).toBe(4)
  expect(nextRows(10, 0)).toBe(10)
})

test('piece after piece until there is no more, with room for others in between', async () => {
  const order: string[] = []
  setImmediate(() => order.push('another'))
  let left = 3
  await inPieces(async () => {
    left -= 1
    order.push('piece')
    return left > 0
  })
  expect(order).toEqual(['piece', 'another', 'piece', 'piece'])
})
