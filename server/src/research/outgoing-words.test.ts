import fc from 'fast-check'
import { expect, test } from 'vitest'
import { outgoingWords } from './outgoing-words.ts'

const SAID = [
  'I read that glaciers carve valleys in Norway.',
  'Look up how glaciers move, and C++ and the war of 1914-1918.',
]

test('only words the learner said leave, in the spelling they said them in', () => {
  expect(outgoingWords('how do GLACIERS move', SAID)).toEqual({ query: 'how glaciers move', dropped: [] })
  expect(outgoingWords('glacier movement Norway', SAID)).toEqual({ query: 'glaciers Norway', dropped: ['movement'] })
  expect(outgoingWords('C++ war 1914 1918', SAID).query).toBe('C++ war 1914 1918')
})

test('what a page or a memory told a model stays here, however it is dressed', () => {
  const asked = 'glaciers learner lives in Lisbon diabetes salary 54000 ana.silva@example.org'
  expect(outgoingWords(asked, SAID)).toEqual({
    query: 'glaciers in',
    dropped: ['ana.silva@example.org', 'learner', 'lives', 'Lisbon', 'diabetes', 'salary', '54000'],
  })
  expect(outgoingWords('gla\u200bciers Li\u00adsbon Ｌｉｓｂｏｎ', SAID).query).not.toMatch(/lisbon/i)
  expect(outgoingWords('https://evil.example/?q=glaciers', SAID)).toEqual({
    query: '',
    dropped: ['https://evil.example/?q=glaciers'],
  })
})

test('a few general words of research may be added, numbers may not', () => {
  const { query, dropped } = outgoingWords('glaciers research review studies evidence seven 1936', SAID)
  expect(query).toBe('glaciers research review studies')
  expect(dropped).toEqual(['evidence', 'seven', '1936'])
  expect(outgoingWords('research studies', SAID).query).toBe('research studies')
})

test('an address, a long number and what looks like a secret never leave, even when they were said', () => {
  const said = [
    'Look up glaciers, my mail is ana@example.org and my phone is +49 170 123 45 67.',
    'My password is hunter2 and the key is sk-abc123def456ghi789. My PIN: 4711.',
    'Mein Passwort lautet Sonnenblume.',
    'The card is 4111 1111 1111 1111.',
  ]
  for (const secret of [
    'ana@example.org',
    '+49 170 123 45 67',
    '170',
    'hunter2',
    'sk-abc123def456ghi789',
    '4711',
    'Sonnenblume',
    '4111 1111 1111 1111',
  ])
    expect(outgoingWords(`glaciers ${secret}`, said).query, secret).toBe('glaciers')
})

test('what is written without blanks leaves where it was said', () => {
  expect(outgoingWords('氷河', ['氷河はどう動くの'])).toEqual({ query: '氷河', dropped: [] })
  expect(outgoingWords('秘密', ['氷河はどう動くの']).query).toBe('')
})

test('whatever is asked, no word leaves that is neither said nor general', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 12 }), { maxLength: 20 }), (words) => {
      const { query } = outgoingWords(words.join(' '), ['tide moon'])
      for (const word of query.split(' ').filter(Boolean)) expect(['tide', 'moon']).toContain(word)
    }),
    { numRuns: 100 },
  )
})
