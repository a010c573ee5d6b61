import { expect, test } from 'vitest'
import { placeOf, siteOf } from './site-of.ts'

test('the site of a page is said without what every site has', () => {
  expect(siteOf('https://www.example.org/bees?lang=en#dance')).toEqual({
    href: 'https://www.example.org/bees?lang=en#dance',
    site: 'example.org',
  })
  expect(siteOf('http://en.wikipedia.org/wiki/Honey')?.site).toBe('en.wikipedia.org')
})

test('letters that look like others are shown as what they are', () => {
  // The first letter is Cyrillic.
  expect(siteOf('https://еxample.org/')?.site).toBe('xn--xample-2of.org')
})

test('what is no page of the web is not opened', () => {
  for (const url of [
    null,
    '',
    'no address',
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'ftp://a.org/',
  ])
    expect(siteOf(url), String(url)).toBeNull()
  expect(siteOf('https://example.org@evil.example/')).toBeNull()
})

test('a sign tells an encyclopedia from papers from the web', () => {
  expect(['wikipedia', 'arxiv', 'searxng', 'tavily', null].map(placeOf)).toEqual([
    'encyclopedia',
    'papers',
    'web',
    'web',
    'web',
  ])
})
