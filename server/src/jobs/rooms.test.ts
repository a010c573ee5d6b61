import { expect, test } from 'vitest'
import { roomsFor } from './rooms.ts'

const kinds: Array<[string, { places?: number }]> = [
  ['letter', {}],
  ['answer', {}],
  ['document', { places: 1 }],
]

test('kinds without places of their own share the common ones', () => {
  expect(roomsFor(kinds, ['letter', 'answer', 'letter'], 4)[0]).toEqual({ kinds: ['letter', 'answer'], free: 1 })
})

test('a kind with places of its own takes none of the others', () => {
  expect(roomsFor(kinds, ['letter', 'letter', 'letter', 'letter'], 4)).toEqual([{ kinds: ['document'], free: 1 }])
  expect(roomsFor(kinds, ['document'], 4)).toEqual([{ kinds: ['letter', 'answer'], free: 4 }])
})
