import type { LlmRequest, RecalledPassage, TurnFacts } from '../llm.ts'
import { createCompanion } from './companion.ts'

/** A turn as data; for tests. */
export const facts = (text: string, more: Partial<TurnFacts> = {}): TurnFacts => ({
  intent: 'statement',
  now: new Date('2026-11-23T16:00:00Z'),
  timezone: 'Europe/Berlin',
  locale: 'en-GB',
  learnerName: null,
  text,
  recalled: [],
  saidInSession: [],
  repliedInSession: [],
  ...more,
})

/** Something said before, at an instant. */
export const said = (at: string, text: string): RecalledPassage => ({
  ...{ id: 's1', kind: 'turn', exchangeId: 'e', sessionId: 's', sourceId: null, title: null, place: null, group: 's' },
  ...{ at, text },
})

/** What the companion says, in parts, in deltas and as one text. */
export async function hear(of: TurnFacts, purpose: LlmRequest['purpose'] = 'reply') {
  const parts = []
  const request = { purpose, system: { stable: '', changing: '' }, messages: [], facts: of, maxTokens: 300 }
  for await (const part of createCompanion().stream(request, { signal: new AbortController().signal })) parts.push(part)
  const deltas = parts.flatMap((part) => (part.type === 'delta' ? [part.text] : []))
  return { parts, deltas, text: deltas.join('') }
}

/** The whole reply to a text. */
export const reply = async (text: string, more: Partial<TurnFacts> = {}) => (await hear(facts(text, more))).text
