// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { addressFor, goByKey } from './go-by-key.ts'
import { todayLinks } from './today-links.ts'

test('every room has a key of its own, and none takes that of a place', () => {
  const keys = [...todayLinks.map(({ key }) => key), 'h', 'l', 'y', 'g']
  expect(new Set(keys).size).toBe(keys.length)
  for (const { key, to } of todayLinks) expect(addressFor(key)).toBe(to)
})

test('the key after g leads on once, and no other key does', () => {
  const went: string[] = []
  const press = (key: string) => dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }))
  goByKey((address) => went.push(address))
  press('l')
  press('y')
  goByKey((address) => went.push(address))
  press('z')
  press('y')
  expect(went).toEqual(['/library'])
})
