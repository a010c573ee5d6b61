import { expect, test } from 'vitest'
import { providerComponent } from './components.ts'

test('who serves is named as people call it', () => {
  const by = (...names: string[]) =>
    providerComponent(names.map((name) => ({ name, model: null, breaker: 'closed' }))).detail
  expect(by('companion')).toBe('The built-in companion.')
  expect(by('command')).toBe('A program on this server.')
  expect(by('vendor', 'companion')).toBe('vendor; the built-in companion.')
})
