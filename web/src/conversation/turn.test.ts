import { type Exchange, TURN_TEXT_MAX, type TurnEvent } from '@lva/contracts/conversation'
import { describe, expect, test } from 'vitest'
import { follow, LONGEST_TEXT, merge, type Turn, turnOf, turnOfKept } from './turn.ts'

const exchange = (id: string, minute: number, more: Partial<Exchange['metadata']> = {}): Exchange => ({
  id,
  timestamp: `2026-11-23T10:${String(minute).padStart(2, '0')}:00.000Z`,
  user_text: `words ${id}`,
  agent_text: `reply ${id}`,
  intent: 'statement',
  metadata: {
    state: 'answered',
    answered_by: { provider: 'companion', model: null },
    answered_at: null,
    sources: [],
    marks: [],
    tools: [],
    spoken: false,
    recording_id: null,
    corrected: false,
    unheard_text: null,
    ...more,
  },
})
const kept = {
  id: 'key-1',
  order: 1,
  userId: 'ana',
  sessionId: 's',
  saidAt: '2026-11-23T09:00:00.000Z',
  mode: 'conversation' as const,
  words: 'a new thought',
  sound: null,
  refused: null,
}
const start: TurnEvent = { type: 'turn-start', session_id: 's', exchange_id: 'x9', user_text: 'a new thought' }
const delta = (text: string): TurnEvent => ({ type: 'reply-delta', text })
const end: TurnEvent = {
  type: 'reply-end',
  session_id: 's',
  exchange_id: 'x9',
  user_text: 'a new thought',
  agent_text: 'What made you think of it?',
  intent: 'statement',
  timestamp: '2026-11-23T10:30:00.000Z',
  answered_by: { provider: 'companion', model: null },
}
const keys = (turns: Turn[]) => turns.map((turn) => turn.key)

test('the box takes as much as the contract', () => {
  expect(LONGEST_TEXT).toBe(TURN_TEXT_MAX)
})

describe('a turn', () => {
  test('grows from the device to the answer under one key', () => {
    const steps = [start, delta('What made '), delta('you'), end]
    const turn = steps.reduce(follow, turnOfKept(kept, true))
    expect(turn).toMatchObject({
      key: 'key-1',
      exchangeId: 'x9',
      state: 'answered',
      reply: 'What made you think of it?',
      kept: null,
    })
  })

  test('takes its words from the recogniser when it was spoken', () => {
    const spoken = turnOfKept({ ...kept, words: null, sound: { bytes: new ArrayBuffer(1), mime: 'audio/webm' } }, true)
    expect(spoken.words).toBe(null)
    expect(follow(spoken, start)).toMatchObject({ words: 'a new thought', spoken: true, state: 'answering' })
  })

  test('shows nothing that arrived after it was stopped', () => {
    const stopped = { ...[start, delta('One.')].reduce(follow, turnOfKept(kept, true)), state: 'interrupted' as const }
    expect(follow(follow(stopped, delta(' Two.')), end)).toMatchObject({ state: 'interrupted', reply: 'One.' })
  })

  test('tells which tools are at work, and only while they are', () => {
    const tool = (name: string, running: boolean): TurnEvent => ({ type: 'tool', name, running })
    const asked = [start, tool('research', true), tool('calculator', true)].reduce(follow, turnOfKept(kept, true))
    expect(asked.doing).toEqual(['research', 'calculator'])
    const later = [tool('calculator', false), tool('time', false), tool('research', false)].reduce(follow, asked)
    expect(later.doing).toEqual([])
    const tools = [{ name: 'research', state: 'done' as const, ms: 900, detail: 'arXiv did not answer.' }]
    expect(follow(later, { ...end, tools })).toMatchObject({ doing: undefined, tools })
    expect(turnOf(exchange('a', 1, { tools })).tools).toEqual(tools)
  })

  test('whose model failed waits, with the words kept', () => {
    const failed = follow(turnOfKept(kept, true), {
      type: 'error',
      code: 'model-unavailable',
      detail: 'Later.',
      exchange_id: 'x9',
      kept: true,
    })
    expect(failed).toMatchObject({ state: 'pending', words: 'a new thought', why: 'Later.', exchangeId: 'x9' })
  })

  test('kept without an answer is a capture', () => {
    expect(follow(turnOfKept(kept, true), { ...end, agent_text: null, answered_by: null }).state).toBe('captured')
  })
})

describe('the script', () => {
  test('is the history in order, and what is on its way at the end whatever the clocks say', () => {
    const turns = merge([turnOfKept(kept, false)], [exchange('a', 1), exchange('b', 2)], new Set())
    expect(keys(turns)).toEqual(['a', 'b', 'key-1'])
  })

  test('keeps the key of a turn that was answered meanwhile, and adds older pages before', () => {
    const live = [start, delta('x'), end].reduce(follow, turnOfKept(kept, true))
    const now = merge([live], [exchange('x9', 30)], new Set())
    expect(keys(merge(now, [exchange('a', 1), exchange('b', 2)], new Set()))).toEqual(['a', 'b', 'key-1'])
  })

  test('does not let an older history overwrite a reply that is arriving', () => {
    const live = [start, delta('So far')].reduce(follow, turnOfKept(kept, true))
    const turns = merge(
      [live],
      [{ ...exchange('x9', 30, { state: 'answering' }), agent_text: null }],
      new Set(['key-1']),
    )
    expect(turns[0]?.reply).toBe('So far')
  })

  test('loses a turn that was removed elsewhere, but none outside the page', () => {
    const all = merge([], [exchange('a', 1), exchange('b', 2), exchange('c', 3), exchange('d', 4)], new Set())
    expect(keys(merge(all, [exchange('b', 2), exchange('d', 4)], new Set()))).toEqual(['a', 'b', 'd'])
  })

  test('a recording nobody wrote down yet has no words', () => {
    expect(turnOf({ ...exchange('a', 1, { state: 'unheard', spoken: true }), user_text: '' }).words).toBe(null)
  })
})
