import type { AuditEvent } from '@lva/contracts/audit'
import { harmless, quoted } from '../csv.ts'

const COLUMNS = [
  'id',
  'at',
  'action',
  'actor',
  'subject',
  'actor_email',
  'subject_email',
  'address',
  'details',
] as const satisfies readonly (keyof AuditEvent)[]

/** The log as JSON Lines: one object on each line. */
export async function* jsonLines(events: AsyncIterable<AuditEvent>): AsyncGenerator<string, void, undefined> {
  for await (const event of events) yield `${JSON.stringify(event)}\n`
}

/** The log as CSV (RFC 4180) with a header; no cell can be read as a formula by a spreadsheet. */
export async function* csvLines(events: AsyncIterable<AuditEvent>): AsyncGenerator<string, void, undefined> {
  yield `${COLUMNS.join(',')}\r\n`
  for await (const event of events)
    yield `${COLUMNS.map((column) => cell(column === 'details' ? JSON.stringify(event.details) : (event[column] ?? ''))).join(',')}\r\n`
}

/** One cell; it is quoted where it has to be. */
export function cell(text: string): string {
  const safe = harmless(text)
  return /[",\r\n]/.test(safe) ? quoted(safe) : safe
}
