import { expect, test } from 'vitest'
import { ODD } from '../conformance/search-scenes.ts'
import { hitsOf } from './hits.ts'
import { AUTHORS_MAX, TEXT_MAX, TITLE_MAX } from './search.ts'

const hit = (url: string, more: object = {}) => ({ title: 'Tea', url, text: 'It is hot.', ...more })

test('a hit leads to a page of http or https, or is none', () => {
  expect(ODD.elsewhere.map((url) => hitsOf([hit(url)], 5))).toEqual(ODD.elsewhere.map(() => []))
  expect(hitsOf([hit('HTTP://Example.org:80/a b#c')], 5)[0]?.url).toBe('http://example.org/a%20b')
})

test('a page is named once, however often it was found, and no more come than were asked for', () => {
  const hits = ['https://a.org/', 'https://a.org/#top', 'https://b.org/', 'https://c.org/'].map((url) => hit(url))
  expect(hitsOf(hits, 2).map(({ url }) => url)).toEqual(['https://a.org/', 'https://b.org/'])
})

test.each([
  ['2026-03-03T10:15:00+01:00', '2026-03-03T09:15:00.000Z'],
  ['Tue, 03 Mar 2026 09:15:00 GMT', '2026-03-03T09:15:00.000Z'],
  ['some day', null],
  ['+275760-09-13', null],
  [`2026${' '.repeat(100)}`, null],
  [null, null],
])('%s is %s', (published, instant) => {
  expect(hitsOf([hit('https://a.org/', { published })], 1)[0]?.published).toBe(instant)
})

test('everything is bounded, a passage ends with a sentence or says that it goes on, and a page without a title goes by its host', () => {
  const long = { title: 'T'.repeat(9_000), text: 'Wordy '.repeat(900), authors: Array(90).fill('Ada'.repeat(99)) }
  const [one] = hitsOf([hit('https://a.org/', long)], 1)
  expect([one?.title.length, one?.text.length, one?.authors?.length]).toEqual([TITLE_MAX, TEXT_MAX, AUTHORS_MAX])
  expect(one?.text.endsWith('…')).toBe(true)
  expect(hitsOf([hit('https://a.org/', { title: ' \u200b ', text: null, authors: [' '] })], 1)).toEqual([
    { title: 'a.org', url: 'https://a.org/', text: '', published: null },
  ])
})
