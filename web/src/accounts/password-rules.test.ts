import { NewPassword, PASSWORD_MAX } from '@lva/contracts/accounts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { passwordRules } from './password-rules.ts'

test('the page and the server agree on every password', () => {
  const password = fc.string({ unit: fc.constantFrom('a', 'Z', '7', 'é', 'Ü', '٣', ' ', '-'), maxLength: PASSWORD_MAX })
  fc.assert(
    fc.property(password, (word) => {
      expect(passwordRules(word).every((rule) => rule.met)).toBe(NewPassword.safeParse(word).success)
    }),
  )
})
