import { expect, test } from 'vitest'
import { resetCommand } from './reset-command.ts'

test('the command names the address that was typed', () => {
  expect(resetCommand(' ada.l+1@mail.example.org ')).toBe('npx lva user reset-password ada.l+1@mail.example.org')
})

test.each(['', 'ada', 'ada@example.org; rm -rf /', '$(id)@example.org', '--all@example.org'])(
  'what is no plain address is not put into a command: %s',
  (typed) => {
    expect(resetCommand(typed)).toBe('npx lva user reset-password you@example.org')
  },
)
