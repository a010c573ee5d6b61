import { expect, test } from 'vitest'
import { canonicalUrl } from './addresses.ts'
import { type Found, merge } from './merge.ts'

const page = (url: string, text: string, title: string | null = null): Found => ({
  ...{ kind: 'web', exchangeId: null, sessionId: null, sourceId: null, title, url, foundBy: 'search', place: null },
  ...{ group: url, at: '2026-11-28T00:00:00.000Z', text },
})
const FILLING = [
  'Rivers of ice flow downhill under their own weight, and the bed is ground by stones.',
  'Deltas grow where rivers slow down and let their sand fall.',
  'Dunes wander with the wind, a few metres in a year.',
  'Caves form where water dissolves limestone slowly.',
  'Reefs are built by small animals that live together.',
  'Volcanic islands sink as the crust beneath them cools.',
  'Lakes fill with mud until they are meadows.',
  'Coasts retreat where waves undercut the cliffs.',
  'Fjords are valleys that the sea has filled.',
  'Plateaus are cut by rivers into tables.',
]

test('one page has one address, however somebody came to it', () => {
  const same = [
    'http://www.example.org/tides/?utm_source=mail&b=2&a=1#top',
    'https://m.example.org/tides?a=1&b=2',
    'https://example.org/tides/index.html?a=1&b=2&gclid=x',
  ]
  expect(new Set(same.map(canonicalUrl))).toEqual(new Set(['https://example.org/tides?a=1&b=2']))
  expect(canonicalUrl('https://en.m.wikipedia.org/wiki/Tide#Causes')).toBe('https://en.wikipedia.org/wiki/Tide')
  expect(canonicalUrl('http://arxiv.org/pdf/2101.00001v3.pdf')).toBe('https://arxiv.org/abs/2101.00001')
  expect(canonicalUrl('https://export.arxiv.org/abs/hep-th/9901001v2')).toBe('https://arxiv.org/abs/hep-th/9901001')
  expect([canonicalUrl('javascript:alert(1)'), canonicalUrl('tides')]).toEqual([null, null])
})

test('what two sources found stands above what one found, and once', () => {
  const found = merge('glaciers move', [
    {
      source: 'one',
      found: [page('https://a.example/1', FILLING[1] ?? ''), page('https://en.wikipedia.org/wiki/G', 'Glaciers move.')],
    },
    { source: 'two', found: [page('https://en.m.wikipedia.org/wiki/G', 'Glaciers move slowly, as rivers of ice.')] },
  ])
  expect(found.map(({ url }) => url)).toEqual(['https://en.wikipedia.org/wiki/G', 'https://a.example/1'])
  expect(found[0]?.text).toBe('Glaciers move slowly, as rivers of ice.')
})

test('what holds the words of the query stands above what does not, and copies are left out', () => {
  const told = 'Glaciers move because ice deforms under its own weight and slides on water.'
  const found = merge('why do glaciers move', [
    {
      source: 'one',
      found: [
        page('https://a.example', 'Buy a sofa today.'),
        page('https://b.example', told),
        page('https://c.example', `${told} `),
      ],
    },
  ])
  expect(found.map(({ url }) => url)).toEqual(['https://b.example', 'https://a.example'])
})

test('no source speaks alone, and all of them together stay within bounds', () => {
  const many = FILLING.map((text, at) => page(`https://a.example/${at}`, text))
  const found = merge('', [
    { source: 'one', found: many },
    {
      source: 'two',
      found: [
        page('https://b.example/1', 'Tides follow the moon.'),
        page('https://b.example/2', 'Eclipses need three bodies in a line.'),
      ],
    },
  ])
  expect(found).toHaveLength(8)
  expect(found.slice(0, 3).filter(({ url }) => url?.startsWith('https://b.example'))).toHaveLength(1)
  const long = FILLING.map((text, at) => page(`https://c.example/${at}`, `${text} `.repeat(40)))
  const bounded = merge('', [{ source: 'one', found: long }])
  expect(bounded.every(({ text }) => text.length <= 1_210)).toBe(true)
  expect(bounded.reduce((sum, { text }) => sum + text.length / 4, 0)).toBeLessThanOrEqual(1_900)
})
