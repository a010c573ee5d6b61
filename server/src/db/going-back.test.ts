import { expect, test } from 'vitest'
import { roomMissing } from './before-migration.ts'
import { changeOf } from './going-back.ts'

test('a copy is made where room is left for others as well', () => {
  const [MB, LEFT] = [1e6, 256 * 1024 * 1024]
  expect(roomMissing(100 * MB, 100 * MB + LEFT)).toBe(0)
  expect(roomMissing(100 * MB, 40 * MB + LEFT)).toBe(60 * MB)
})

test('what would be lost is told by tables', () => {
  const sum = (rows: number, sha256 = 'a') => ({ rows, sha256 })
  expect(changeOf(sum(3), sum(3))).toBeNull()
  expect(changeOf(sum(0, ''), sum(0, 'of nothing'))).toBeNull()
  expect(changeOf(sum(3), sum(3, 'b'))).toBe('other content')
  expect(changeOf(sum(3), sum(4, 'b'))).toBe('1 row more')
  expect(changeOf(sum(3), sum(1, 'b'))).toBe('2 rows fewer')
})
