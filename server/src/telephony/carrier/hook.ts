import type { IncomingCall } from '../call.ts'
import { fieldsOf } from './signature.ts'

const FIELD_MAX = 8_000
const SID_MAX = 64
/** The most a query may count, so that no number is absurd. */
const COUNT_MAX = 10_000

/** What the carrier tells with one request. Everything in it may be missing or absurd. */
export interface Hook {
  /** Path and query, as asked for. */
  target: string
  body: Uint8Array
  /** The carrier's id of the call; empty when it said none. */
  callSid: string
  /** A field, cut to what anybody needs of it; empty when it is missing. */
  field(name: string): string
  /** A part of the address that we wrote ourselves. */
  query(name: string): string
  /** The same as a whole number from 0 on; 0 when it is none. */
  count(name: string): number
}

/** Reads what came. `form`: the body is one; otherwise it is the members of an object. */
export function readHook({ target, body, form }: { target: string; body: Uint8Array; form: boolean }): Hook {
  const fields = new Map(form ? fieldsOf(body) : membersOf(body))
  const query = new URLSearchParams(target.slice(target.indexOf('?') + 1))
  const field = (name: string) => (fields.get(name) ?? '').slice(0, FIELD_MAX).toWellFormed().replaceAll('\0', '')
  const callSid = field('CallSid')
  return {
    ...{ target, body, field },
    callSid: callSid.length > SID_MAX ? '' : callSid,
    query: (name) => query.get(name) ?? '',
    count(name) {
      const number = Number(query.get(name) ?? 0)
      return Number.isInteger(number) && number >= 0 && number <= COUNT_MAX ? number : 0
    },
  }
}

function membersOf(body: Uint8Array): [string, string][] {
  try {
    const read: unknown = JSON.parse(Buffer.from(body).toString('utf8'))
    return typeof read === 'object' && read !== null
      ? Object.entries(read).flatMap(([name, value]) => (typeof value === 'object' ? [] : [[name, String(value)]]))
      : []
  } catch {
    return []
  }
}

/** The call a hook is about. */
export function callOf({ callSid, field }: Hook, way: IncomingCall['way']): IncomingCall {
  const attested = field('StirVerstat').at(-1) ?? ''
  const answered = field('AnsweredBy')
  return {
    callSid,
    from: field('From').slice(0, SID_MAX),
    to: field('To').slice(0, SID_MAX),
    direction: field('Direction').startsWith('outbound') ? 'out' : 'in',
    attestation: field('StirVerstat').startsWith('TN-Validation-Passed-') && isLevel(attested) ? attested : null,
    way,
    answeredBy: answered === '' || answered === 'unknown' ? null : answered === 'human' ? 'human' : 'machine',
  }
}

const isLevel = (letter: string): letter is 'A' | 'B' | 'C' => ['A', 'B', 'C'].includes(letter)

/** How sure the carrier is of words, 0–1. `absurd`: what it said is no such number; null: it did not say. */
export function confidenceOf(hook: Hook): number | null | 'absurd' {
  const text = hook.field('Confidence').trim()
  if (text === '') return null
  const number = Number(text)
  return number >= 0 && number <= 1 ? number : 'absurd'
}

/** Seconds as the carrier counts them; null when it says none. */
export function secondsOf(text: string): number | null {
  const number = Number(text)
  return text.trim() !== '' && number >= 0 && number < 1_000_000 ? Math.round(number) : null
}
