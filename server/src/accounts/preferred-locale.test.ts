import { expect, test } from 'vitest'
import { preferredLocale } from './preferred-locale.ts'

test('the browser’s first choice of language that is one is taken', () => {
  expect(preferredLocale('pt-br')).toBe('pt-BR')
  expect(preferredLocale('fr;q=0.5, de-CH;q=0.9, en;q=0.1')).toBe('de-CH')
  expect(preferredLocale('*, x_y, es;q=0, it;q=0.2')).toBe('it')
})

test('without one it is English', () => {
  for (const header of [undefined, '', '*', ';;;', 'q=1', ',,,', 'x'.repeat(9000)])
    expect(preferredLocale(header)).toBe('en')
})
