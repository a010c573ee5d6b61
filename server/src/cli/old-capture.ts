import { createHash } from 'node:crypto'
import { TURN_TEXT_MAX } from '@lva/contracts/conversation'
import type { Imported } from '../conversation/import-exchanges.ts'
import type { OldCapture } from '../db/old-captures.ts'

const SESSION_ID_MAX = 128

/** A row made into an exchange, with what had to be changed to keep it; or the reason why it cannot be kept. */
export type Read = { exchange: Imported; mended: string[] } | { refused: string }

/**
 * Reads one row of the earlier version. Times without a zone are UTC, as SQLite's CURRENT_TIMESTAMP writes them. The exchange's id is
 * made from what the row says, so that importing twice adds nothing. Pure.
 */
export function readOldCapture(row: OldCapture, owner: string): Read {
  const mended: string[] = []
  const userText = storable(row.user_text, mended)
  if (!userText.trim()) return { refused: 'has no words of the learner' }
  const at = instant(row.timestamp)
  if (at === null) return { refused: 'has no readable time' }
  const agentText = storable(row.agent_text, mended).trim() || null
  const sessionId = storable(row.session_id, mended).trim().slice(0, SESSION_ID_MAX).toWellFormed() || 'imported'
  if (userText.length > TURN_TEXT_MAX) mended.push(`is longer than ${TURN_TEXT_MAX} characters; kept whole`)
  return {
    exchange: { id: idOf([owner, sessionId, String(row.id), at, userText]), sessionId, at, userText, agentText },
    mended,
  }
}

function storable(value: unknown, mended: string[]): string {
  const text = typeof value === 'string' ? value : value === null || value === undefined ? '' : String(value)
  const clean = text.replaceAll('\0', '').toWellFormed()
  if (clean !== text) mended.push('held characters that cannot be stored; they were taken out')
  return clean
}

function instant(value: unknown): string | null {
  if (typeof value !== 'string') return null
  const text = value.trim().replace(' ', 'T')
  const date = new Date(/(?:Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text}Z`)
  return Number.isNaN(date.getTime()) ? null : date.toISOString()
}

/** A UUID made from a name: version 8 (RFC 9562, section 5.8), the first 122 bits of a SHA-256. */
function idOf(parts: string[]): string {
  const bytes = createHash('sha256').update(parts.join('\0')).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
