import { expect, test } from 'vitest'
import { phrasesIn } from './phrases.ts'
import { wordsOf } from './wording.ts'

const RECAP = { kind: 'recap', from: '2026-11-20', sittings: 1, minutes: 1_200, reviews: 3 } as const

test('a reminder speaks the language of its learner, and counts as it does', () => {
  const due = (due: number, locale: string) => wordsOf({ kind: 'due', due }, locale).title
  expect([1, 2].map((count) => due(count, 'en-GB'))).toEqual(['1 question is due', '2 questions are due'])
  expect([1, 2].map((count) => due(count, 'de-CH'))).toEqual(['1 Frage ist fällig', '2 Fragen sind fällig'])
  expect([1, 2].map((count) => due(count, 'es-MX'))).toEqual(['1 pregunta pendiente', '2 preguntas pendientes'])
  // Nought is one of a kind in French, and nothing is in Japanese.
  expect([0, 1, 2].map((count) => due(count, 'fr'))).toEqual([
    '0 question à revoir',
    '1 question à revoir',
    '2 questions à revoir',
  ])
  expect(due(1, 'ja-JP')).toBe('復習する質問が1問あります')
  expect(due(2, 'pt-BR')).toBe('2 questions are due')
  expect(wordsOf({ kind: 'streak', days: 12, freezes: 1 }, 'de')).toMatchObject({
    title: 'Deine Serie: 12 Tage',
    text: expect.stringMatching(/noch 1 übrig\.$/),
  })
  expect(wordsOf({ ...RECAP, recalled: 2 }, 'de').text).toBe(
    '1 Sitzung · 1.200 Minuten · 3 Wiederholungen, davon 2 gewusst.',
  )
  expect(wordsOf({ ...RECAP, recalled: 2 }, 'en').text).toBe(
    '1 session · 1,200 minutes · 3 reviews, 2 of them recalled.',
  )
})

test('no language leaves a word out, or a number', () => {
  const flat = (locale: string) =>
    Object.entries(phrasesIn(locale)).flatMap(([name, said]) =>
      typeof said === 'string' ? [[name, said]] : Object.values(said).map((form) => [name, form as string]),
    )
  const counted = new Set(flat('en').flatMap(([name, said]) => (said?.includes('{n}') ? [name] : [])))
  for (const locale of ['de', 'es', 'fr', 'ja'])
    for (const [name, said] of flat(locale))
      expect([said?.includes('{n}'), said !== '']).toEqual([counted.has(name), true])
})
