import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createOutgoingWords, outgoingWords } from './outgoing-words.ts'

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

test('a secret stays in every way of saying it, with all of its words', () => {
  const ways: [said: string, secret: string][] = [
    ['My phone is ٠١٧١٢٣٤٥٦٧.', '٠١٧١٢٣٤٥٦٧'],
    ['My phone is ०१७१ २३४ ५६७.', '०१७१ २३४ ५६७'],
    ['Call me at 0171 and 234 and 567.', '0171 234 567'],
    ['My passphrase is correct horse battery staple.', 'correct horse battery staple'],
    ['My wifi password: tiger blue horse', 'tiger blue horse'],
    ['My wifi password:\ntiger blue horse', 'tiger blue horse'],
    ['The password=tiger, blue', 'tiger blue'],
    ["The password's swordfish.", 'swordfish'],
    ['My password was changed to swordfish.', 'swordfish'],
    ['I set my password to swordfish.', 'swordfish'],
    ['The password, by the way, is swordfish.', 'swordfish'],
    ['Mein Passwort heißt Geheim.', 'Geheim'],
    ["Mon mot de passe, c'est Soleil.", 'Soleil'],
    ['Mi contraseña es Girasol.', 'Girasol Girasoles'],
    ['Mein Passwort lautet Sonnenblume.', 'Sonnenblumen'],
    ['Swordfish is my password.', 'swordfish'],
    ['Tiger blue horse, that is the home wifi password.', 'tiger blue horse'],
    ['4711 is my PIN.', '4711'],
    ['I use swordfish as my password.', 'swordfish'],
    ['Sonnenblume ist mein Passwort.', 'Sonnenblume'],
    ['Soleil, c’est mon mot de passe.', 'Soleil'],
    ['Girasol es mi contraseña.', 'Girasol'],
    ['Write to ada at example dot org.', 'ada example org'],
    ['Write to ada lovelace at mail dot example dot org.', 'ada lovelace mail example org'],
    ['Write to ada (at) example.org.', 'ada example org'],
  ]
  for (const [said, secret] of ways) {
    const { query } = outgoingWords(`glaciers ${secret}`, ['Look up glaciers.', said])
    expect([said, query]).toEqual([said, 'glaciers'])
  }
  expect(outgoingWords('strong password', ['What makes a strong password?', 'What is a strong password?']).query).toBe(
    'strong password',
  )
  expect(outgoingWords('point history', ['At this point in history nobody knew.']).query).toBe('point history')
  expect(outgoingWords('war 1914 1918', ['Between 1914 and 1918 there was war.']).query).toBe('1914 1918 war')
})

test('words leave in the order they were said, so that a model tells nothing by theirs', () => {
  const said = ['Why do glaciers move?', 'And how do tides work in Norway?', 'Are they like glaciers?']
  for (const query of ['glaciers tides Norway', 'Norway tides glaciers', 'tides glaciers Norway glaciers'])
    expect(outgoingWords(query, said).query).toBe('glaciers tides Norway')
  // What was said side by side stays together, though some of it had been said before.
  expect(outgoingWords('work tides do how studies review', said).query).toBe('how do tides work review studies')
  expect(outgoingWords('海氷', ['氷と海']).query).toBe('')
  fc.assert(
    fc.property(fc.shuffledSubarray(['glaciers', 'tides', 'do', 'work', 'research', 'study', 'move']), (words) => {
      const sorted = words.toSorted().join(' ')
      expect(outgoingWords(words.join(' '), said).query).toBe(outgoingWords(sorted, said).query)
    }),
    { numRuns: 30 },
  )
})

test('texts that leave together have one allowance, and each word leaves once', () => {
  const leaving = createOutgoingWords(['How do tides work in Norway?'])
  const texts = ['tides', 'tides Norway', 'tides', 'research study papers review']
  expect(texts.map((text) => leaving(text).query)).toEqual(['tides', 'Norway', '', 'papers research study'])
  const many = Array.from({ length: 60 }, (_, at) => `word${String.fromCharCode(97 + (at % 26), 97 + (at % 7))}`)
  const each = createOutgoingWords([many.join(' ')])
  expect(many.filter((word) => each(word).query !== '')).toHaveLength(24)
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
