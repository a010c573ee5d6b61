import { expect, test } from 'vitest'
import { languageOr } from './browser-language.ts'

test('a browser without a language speaks English', () => {
  expect(languageOr('de-at')).toBe('de-AT')
  for (const none of ['C', '', 'en_US.UTF-8', undefined]) expect(languageOr(none)).toBe('en')
})
