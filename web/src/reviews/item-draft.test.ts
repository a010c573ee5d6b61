import type { Item } from '@lva/contracts/reviews'
import { expect, test } from 'vitest'
import { changesOf, draftOf } from './item-draft.ts'

const ITEM: Item = {
  ...{ id: 'i', concept: 'Sleep', concept_id: null, deck: 'Brain', state: 'kept', made_by: 'rules', needed_on: null },
  ...{ created_at: '2026-11-01T08:00:00Z', kept_at: '2026-11-01T08:00:00Z' },
  prompts: [{ id: 'q', kind: 'why', text: 'Why sleep?', edited: false, schedule: null }],
  points: [
    { id: 'a', text: 'It cleans', source: null, edited: false },
    { id: 'b', text: 'It files', source: null, edited: false },
  ],
}

test('only what was changed is sent, and what stays keeps its id', () => {
  const draft = draftOf(ITEM)
  expect(changesOf(ITEM, draft)).toBeNull()
  draft.deck = ' '
  draft.points = [
    { id: 'b', text: ' It files the day ', kind: 'recall' },
    { id: null, text: 'new', kind: 'recall' },
    { id: null, text: ' ', kind: 'recall' },
  ]
  expect(changesOf(ITEM, draft)).toEqual({ deck: '', points: [{ id: 'b', text: 'It files the day' }, { text: 'new' }] })
  draft.prompts = [{ id: 'q', text: 'Why sleep?', kind: 'recall' }]
  expect(changesOf(ITEM, draft)).toMatchObject({ prompts: [{ id: 'q', text: 'Why sleep?', kind: 'recall' }] })
})

test('a card without a question or a point is not saved', () => {
  const draft = draftOf(ITEM)
  draft.prompts = [{ id: 'q', text: '  ', kind: 'why' }]
  expect(changesOf(ITEM, draft)).toBeNull()
  expect(changesOf(ITEM, { ...draftOf(ITEM), points: [] })).toBeNull()
})

test('a day it is needed on can be set and taken away', () => {
  expect(changesOf(ITEM, { ...draftOf(ITEM), neededOn: '2026-12-24' })).toEqual({ needed_on: '2026-12-24' })
  expect(changesOf({ ...ITEM, needed_on: '2026-12-24' }, draftOf(ITEM))).toEqual({ needed_on: null })
})
