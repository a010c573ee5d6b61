import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cleanTranscript } from './transcript-text.ts'

test.each([
  ['  the   tide\nturns ', 'the tide turns'],
  ['[BLANK_AUDIO]', ''],
  ['(music) the tide turns [ Silence ]', 'the tide turns'],
  ['<sil> the tide <sil> turns </s>', 'the tide turns'],
  ['[MUSIC PLAYING] the tide *laughs* turns ♪', 'the tide turns'],
  ['the tide ++NOISE++ turns', 'the tide turns'],
  ['[00:00:00.000 --> 00:00:03.000] the tide turns', 'the tide turns'],
  ['...', ''],
  ['f(x) is in [0, 1] and (this is my idea) a < b > c', 'f(x) is in [0, 1] and (this is my idea) a < b > c'],
  ['two * three * four + one', 'two * three * four + one'],
])('%j is written down as %j', (heard, written) => {
  expect(cleanTranscript(heard, { voicedMs: null })).toBe(written)
})

describe('a recogniser in a loop', () => {
  test('is written down once', () => {
    expect(cleanTranscript('The tide. '.repeat(30), { voicedMs: null })).toBe('The tide.')
    expect(cleanTranscript(`I think ${'so '.repeat(40)}yes`, { voicedMs: null })).toBe('I think so yes')
  })

  test('is not somebody who says a thing thrice', () => {
    expect(cleanTranscript('no no no, very very good', { voicedMs: 2_000 })).toBe('no no no, very very good')
  })
})

describe('words invented for silence', () => {
  test('go when hardly a voice was heard', () => {
    expect(cleanTranscript('Thank you.', { voicedMs: 60 })).toBe('')
    expect(cleanTranscript('Thanks for watching!', { voicedMs: 200 })).toBe('')
    expect(cleanTranscript('So the second law of thermodynamics says that entropy grows', { voicedMs: 90 })).toBe('')
  })

  test('stay when they were really spoken', () => {
    expect(cleanTranscript('Thank you.', { voicedMs: 450 })).toBe('Thank you.')
    // Nobody takes four seconds for it.
    expect(cleanTranscript('Thank you.', { voicedMs: 450, lastedMs: 900 })).toBe('Thank you.')
    expect(cleanTranscript('Thank you.', { voicedMs: 1_900, lastedMs: 4_000 })).toBe('')
    expect(cleanTranscript('Yes', { voicedMs: 180 })).toBe('Yes')
    expect(cleanTranscript('Thank you.', { voicedMs: null })).toBe('Thank you.')
  })
})

test('cleaning twice changes nothing, and plain words pass as they are', () => {
  const word = fc.constantFrom('tide', 'moon', 'the', 'sea', 'turns', 'why', '(a)', '[1]')
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (heard) => {
      const once = cleanTranscript(heard, { voicedMs: null })
      expect(cleanTranscript(once, { voicedMs: null }).length).toBeLessThanOrEqual(once.length)
    }),
  )
  fc.assert(
    fc.property(fc.uniqueArray(word, { minLength: 1 }), (words) => {
      expect(cleanTranscript(['so', ...words].join(' '), { voicedMs: null })).toBe(['so', ...words].join(' '))
    }),
  )
})
