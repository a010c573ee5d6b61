import { expect, test } from 'vitest'
import { locale, timeZone } from '../messages/locale.ts'
import { shortSpan } from './short-span.ts'

test('a week ends on its last day, by the clocks of its learner', () => {
  locale.value = 'en-GB'
  timeZone.value = 'Europe/Berlin'
  const span = shortSpan({ from: '2026-11-15T23:00:00.000Z', to: '2026-11-22T23:00:00.000Z' })
  // How wide the blanks around the dash are differs between releases of the locale data.
  expect(span.replace(/\s*–\s*/u, '–')).toBe('16–22 Nov 2026')
})
