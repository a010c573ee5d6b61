import { expect, test } from 'vitest'
import type { Turn } from '../../conversation/turn.ts'
import { emptyScript, followLive, type ScriptStep, unsaid } from './live-script.ts'

type Told = Parameters<typeof followLive>[1]
const here = { now: () => new Date('2026-03-01T10:00:00Z'), newKey: (count: number) => `live-${count}` }
const after = (told: Told[], start: ScriptStep = { script: emptyScript, turns: [] }) =>
  told.reduce((step, each) => followLive(step, each, here), start)
const seen = ({ turns }: ScriptStep) =>
  turns.map(({ words, reply, state, unheard }) => ({ words, reply, state, unheard }))

test('words appear while they are understood, and stay one turn from the first to the last', () => {
  const said = after([
    { type: 'transcript-delta', text: 'honey' },
    { type: 'transcript-delta', text: 'honey never goes bad' },
  ])
  expect(seen(said)).toEqual([{ words: 'honey never goes bad', reply: null, state: 'sending', unheard: undefined }])
  const answered = after(
    [
      { type: 'transcript-end', text: 'Honey never goes bad.', exchange_id: 'x1' },
      { type: 'reply-start', exchange_id: 'x1', reply_id: 'r1' },
      { type: 'reply-delta', text: 'Why ' },
      { type: 'reply-delta', text: 'is that?' },
      { type: 'reply-end', exchange_id: 'x1', reply_id: 'r1', interrupted: false },
    ],
    said,
  )
  expect(seen(answered)).toEqual([
    { words: 'Honey never goes bad.', reply: 'Why is that?', state: 'answered', unheard: null },
  ])
  expect(answered.turns[0]?.key).toBe(said.turns[0]?.key)
})

test('what is looked up before a reply begins is told with its turn', () => {
  const asked = after([
    { type: 'transcript-end', text: 'Look up honey.', exchange_id: 'x1' },
    { type: 'tool', name: 'research', running: true },
  ])
  expect(asked.turns[0]?.doing).toEqual(['research'])
  const answered = after(
    [
      { type: 'tool', name: 'research', running: false },
      { type: 'reply-start', exchange_id: 'x1', reply_id: 'r1' },
      { type: 'reply-delta', text: 'It keeps. [1]' },
      { type: 'reply-end', exchange_id: 'x1', reply_id: 'r1', interrupted: false },
    ],
    asked,
  )
  expect(answered.turns[0]).toMatchObject({ doing: undefined, reply: 'It keeps. [1]' })
})

test('of a reply that was cut off, what nobody heard is shown apart', () => {
  const cut = after([
    { type: 'transcript-end', text: 'Tell me.', exchange_id: 'x1' },
    { type: 'reply-start', exchange_id: 'x1', reply_id: 'r1' },
    { type: 'reply-delta', text: 'Bees dry it. Then they seal it.' },
    { type: 'reply-end', exchange_id: 'x1', reply_id: 'r1', interrupted: true, heard_text: 'Bees dry it.' },
  ])
  expect(seen(cut)).toEqual([
    { words: 'Tell me.', reply: 'Bees dry it.', state: 'interrupted', unheard: 'Then they seal it.' },
  ])
})

test('a turn the history brought first is not shown twice', () => {
  const partly = after([{ type: 'transcript-delta', text: 'honey' }])
  const brought: Turn = {
    ...(partly.turns[0] as Turn),
    key: 'x1',
    exchangeId: 'x1',
    words: 'Honey.',
    state: 'answering',
  }
  const taken = after([{ type: 'transcript-end', text: 'Honey.', exchange_id: 'x1' }], {
    ...partly,
    turns: [brought, ...partly.turns],
  })
  expect(taken.turns.map((turn) => turn.key)).toEqual(['x1'])
})

test('what is given up leaves the script', () => {
  expect(unsaid(after([{ type: 'transcript-delta', text: 'hon' }])).turns).toEqual([])
})
