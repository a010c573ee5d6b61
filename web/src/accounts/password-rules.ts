import type { MessageKey } from '../messages/messages.ts'
import './messages.en.ts'

/**
 * The rules a new password keeps, each with whether it is met. The same rules as `NewPassword` in the contract, which the
 * page does not load: a test compares the two.
 */
export function passwordRules(password: string): { rule: MessageKey; met: boolean }[] {
  return [
    { rule: 'password.length', met: password.length >= 8 },
    { rule: 'password.upper', met: /\p{Lu}/u.test(password) },
    { rule: 'password.lower', met: /\p{Ll}/u.test(password) },
    { rule: 'password.digit', met: /\p{Nd}/u.test(password) },
  ]
}
