import { PROBLEMS } from '@lva/contracts/problem'
import { expect, test } from 'vitest'
import { ApiProblem } from '../api/api-problem.ts'
import { FINAL_CODES, isFinal, judge, pauseBefore } from './queue.ts'

/** What no turn is answered with. */
const OF_OTHER_ROOMS = [
  ...['email-taken', 'wrong-current-password', 'registration-closed', 'invitation-invalid'],
  ...[
    'link-invalid',
    'mail-off',
    'not-an-export',
    'scope-missing',
    'phone-off',
    'look-up-off',
    'number-not-called',
    'code-wrong',
  ],
  ...['empty-file', 'space-used-up', 'unknown-document', 'unknown-picture', 'damaged-picture', 'not-fetched'],
  'tool-server-unusable',
]

test('a problem is final in a stream exactly when it is final as an answer', () => {
  const final = Object.entries(PROBLEMS).flatMap(([code, { status }]) => (isFinal(status) ? [code] : []))
  const toDo =
    'a new code: may a turn be answered with it? Then into FINAL_CODES of queue.ts, else into OF_OTHER_ROOMS here'
  expect([...FINAL_CODES, ...OF_OTHER_ROOMS].sort(), toDo).toEqual(final.sort())
})

test('a fault of our own is no excuse to hold words back in silence', () => {
  expect(() => judge(new RangeError('a bug'))).toThrow('a bug')
})

test('a sign-in that ended keeps the words for later', () => {
  const ended = {
    status: 401,
    code: 'sign-in-expired' as const,
    detail: '',
    fields: [],
    retryAfterSeconds: null,
    requestId: null,
    facts: {},
  }
  expect(judge(new ApiProblem(ended))).toEqual({ is: 'later', afterMs: null })
})

test('pauses grow to a minute and no further', () => {
  expect([1, 2, 5, 6, 50].map(pauseBefore)).toEqual([2_000, 4_000, 32_000, 60_000, 60_000])
})
