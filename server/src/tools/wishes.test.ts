import { expect, test } from 'vitest'
import intents from '../conversation/intent.corpus.json' with { type: 'json' }
import asking from '../research/asking.corpus.json' with { type: 'json' }
import { heardAs } from './first-look.ts'
import corpus from './wishes.corpus.json' with { type: 'json' }
import { type Wish, wishIn } from './wishes.ts'

const LOCALES = { en: 'en-GB', de: 'de-DE', fr: 'fr-FR', es: 'es-ES' }
const SORTS: Record<Wish['tool'], string> = { calculator: 'sum', time: 'time', memory: 'memory', settings: 'setting' }
const now = new Date('2026-11-28T10:00:00Z')
const sortOf = (text: string, locale: string) => {
  const wish = wishIn(text, { locale, timezone: 'Europe/Lisbon', now })
  return wish ? SORTS[wish.tool] : 'none'
}

const stringsIn = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : value && typeof value === 'object'
      ? Object.values(value).flatMap((part) => stringsIn(part))
      : []
/** What was labelled for other purposes, before there were tools. */
const said = [...new Set([...stringsIn(intents), ...stringsIn(asking)])]

test('what asks for a tool is told from what does not, in four languages: of a hundred that are taken at most two wrongly', () => {
  let [taken, rightly, asked, labelled] = [0, 0, 0, 0]
  const wrong: string[] = []
  for (const [language, locale] of Object.entries(LOCALES))
    for (const [sort, said] of Object.entries(corpus[language as keyof typeof LOCALES]))
      for (const text of said) {
        labelled += 1
        const got = sortOf(text, locale)
        if (got !== 'none') taken += 1
        if (sort !== 'none') asked += 1
        if (got === sort && got !== 'none') rightly += 1
        if (got !== sort) wrong.push(`${locale} ${sort} as ${got}: ${text}`)
      }
  expect(labelled).toBeGreaterThanOrEqual(200)
  expect(rightly / taken, wrong.join('\n')).toBeGreaterThanOrEqual(0.98)
  expect(rightly / asked, wrong.join('\n')).toBeGreaterThanOrEqual(0.95)
})

test('of what was labelled for other purposes, before there were tools, nothing is taken but what asks for one', () => {
  expect(said.length).toBeGreaterThan(800)
  for (const locale of Object.values(LOCALES))
    expect(said.filter((text) => sortOf(text, locale) !== 'none')).toEqual([
      'What do you know about me?',
      'Remember that I have to look up train times.',
    ])
})

test('nearly all that asks for nothing is turned away at the first look', () => {
  for (const locale of Object.values(LOCALES)) {
    const heard = said.filter((text) => heardAs(text, { locale }).length > 0)
    expect(heard.length / said.length, heard.join('\n')).toBeLessThanOrEqual(0.05)
  }
})

test('somebody who speaks another language than usual is understood in it', () => {
  expect(sortOf('was sind 17 Prozent von 2.340?', 'en-GB')).toBe('sum')
  expect(sortOf('what time is it in Tokyo', 'fr-FR')).toBe('time')
  expect(sortOf('3 + 4', 'ja-JP')).toBe('sum')
})

test('long, deep and odd text is no wish, and harms nobody', () => {
  const odd = [
    '('.repeat(10_000),
    '1+'.repeat(5_000),
    'what time is it in '.repeat(500),
    '\u0000'.repeat(9_000),
    '¿?!.,;:',
  ]
  for (const text of odd) expect(sortOf(text, 'en-GB'), text.slice(0, 30)).toBe('none')
  expect(sortOf(`what is ${'9'.repeat(10_000)} * 2`, 'en-GB')).toMatch(/none|sum/)
})
