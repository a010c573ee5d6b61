import { expect, test } from 'vitest'
import { clozeOf } from './cloze.ts'
import { write } from './notes.ts'
import { plainText, TooLong } from './plain-text.ts'
import { fill } from './template.ts'

test('gaps are read as Anki reads them', () => {
  expect(clozeOf('{{c1::a::b::c}} {{c2::d}}', 1)).toEqual({ question: '[b] d', answers: ['a'] })
  expect(clozeOf('{{c1,2::a}} and {{c12::b}}', 2)).toEqual({ question: '[…] and b', answers: ['a'] })
  expect(clozeOf('{{c1::outer {{c2::inner::hint}} rest}}', 2)).toEqual({
    question: 'outer [hint] rest',
    answers: ['inner'],
  })
  expect(clozeOf('{{c1::outer {{c2::inner}} rest}}', 1)).toEqual({ question: '[…]', answers: ['outer inner rest'] })
  expect(clozeOf('{{c1::never closed', 1)).toBeNull()
  expect(clozeOf('}} {{x}} {{c1::a}}', 1)).toEqual({ question: '}} {{x}} […]', answers: ['a'] })
  expect(clozeOf('no gaps', 1)).toBeNull()
})

test('HTML becomes lines of words, and nothing of it runs', () => {
  expect(plainText('a<div>b</div>c<br>d&nbsp;&lt;e&gt;<style>x{}</style>')).toBe('a\nb\nc\nd <e>')
  expect(plainText('<svg><text>drawn</text></svg>[sound:a.mp3] heard [sound:open')).toBe('heard [sound:open')
  expect(plainText(`${'<p>'.repeat(5_000)}${'<b>'.repeat(400)}deep`)).toBe('deep')
  expect(() => plainText(`${'<div>'.repeat(50_000)}deep`)).toThrow(TooLong)
})

test('a template shows what its fields say', () => {
  const fields = new Map([
    ['A', 'one'],
    ['B', ''],
    ['C', '<br> &nbsp;'],
  ])
  const filled = (template: string, side: 'question' | 'answer' = 'question') => fill(template, { fields, side })
  expect(filled('{{A}}{{#B}}b{{/B}}{{^C}}no c{{/C}}{{#A}}{{^B}}!{{/B}}{{/A}}')).toBe('oneno c!')
  expect([
    filled('{{hint:A}}'),
    filled('{{hint:A}}', 'answer'),
    filled('{{text:A}}{{tts en_US:A}}{{Unknown}}'),
  ]).toEqual(['', 'one', 'one'])
  expect(filled('{{A')).toBe('{{A')
  expect(() => fill('{{X}}'.repeat(9_000), { fields: new Map([['X', 'x'.repeat(60_000)]]), side: 'question' })).toThrow(
    TooLong,
  )
})

test('a long answer becomes as many points as there may be, cut between words', () => {
  const kind = { cloze: false, fields: ['Q', 'A'], templates: new Map([[0, { question: '{{Q}}', answer: '{{A}}' }]]) }
  const points = (answer: string) => {
    const written = write(kind, ['why', answer], 0)
    return typeof written === 'string' ? written : written.points
  }
  expect(points('a<br>b<br>a')).toEqual(['a', 'b'])
  expect(points(['first point', 'b', 'c', 'd', 'e', 'f', 'the last point'].join('<br>'))).toEqual([
    'first point',
    'b; c',
    'd',
    'e',
    'f',
    'the last point',
  ])
  expect(points('word '.repeat(250))).toHaveLength(2)
  expect(points('x'.repeat(1_001))).toBe('long')
  expect(points(Array.from({ length: 61 }, (_, line) => line).join('<br>'))).toBe('long')
})
