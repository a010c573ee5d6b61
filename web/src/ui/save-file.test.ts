import { expect, test } from 'vitest'
import { fileName } from './save-file.ts'

test('a title becomes a name every system takes', () => {
  expect(fileName('Why is the sky blue?')).toBe('why-is-the-sky-blue')
  expect(fileName('../../etc/passwd')).toBe('etc-passwd')
  expect(fileName('Größe & Maß: C++')).toBe('größe-maß-c')
  expect(fileName('???')).toBe('session')
  expect(fileName('a '.repeat(500)).length).toBeLessThanOrEqual(60)
})
