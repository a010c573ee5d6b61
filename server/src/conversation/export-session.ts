import type { ExportFormat } from '@lva/contracts/conversation'
import type { Learner } from '../learner.ts'
import { type ExchangeRow, toExchange } from './exchange-row.ts'

/** A session as a file. `name` is safe as a file name on every system. */
export interface ExportFile {
  name: string
  mime: string
  body: string
}

/** Writes a session out, oldest first, in the learner's own time. Pure. */
export function exportSession(
  format: ExportFormat,
  {
    session_id,
    title,
    started_at,
    summary,
  }: { session_id: string; title: string; started_at: string; summary: string | null },
  rows: ExchangeRow[],
  learner: Learner,
): ExportFile {
  const name = `${started_at.slice(0, 10)} ${title || 'session'}`
    .replace(/[^\p{L}\p{N} ._-]/gu, '')
    .trim()
    .slice(0, 80)
    .toWellFormed()
  if (format === 'json') {
    const body = JSON.stringify({ session_id, title, started_at, summary, exchanges: rows.map(toExchange) }, null, 2)
    return { name: `${name}.json`, mime: 'application/json', body: `${body}\n` }
  }
  const when = new Intl.DateTimeFormat(learner.locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: learner.timezone,
  })
  const at = (row: ExchangeRow) => when.format(new Date(row.said_at))
  const you = learner.fullName?.trim() || 'You'
  if (format === 'markdown') {
    const quoted = (text: string) =>
      text
        .split('\n')
        .map((line) => `> ${line}`)
        .join('\n')
    const turns = rows.map(
      (row) =>
        `**${you}** · ${at(row)}\n\n${quoted(row.user_text || '(a recording, not written down yet)')}\n${row.agent_text ? `\n**Companion**\n\n${quoted(row.agent_text)}\n` : ''}${row.unheard_text ? `\n**Companion**, not heard any more\n\n${quoted(row.unheard_text)}\n` : ''}`,
    )
    return {
      name: `${name}.md`,
      mime: 'text/markdown; charset=utf-8',
      body: `# ${title || 'Session'}\n\n${summary ? `${summary}\n\n` : ''}${turns.join('\n')}`,
    }
  }
  const turns = rows.map(
    (row) =>
      `[${at(row)}] ${you}: ${row.user_text || '(a recording, not written down yet)'}\n${row.agent_text ? `Companion: ${row.agent_text}\n` : ''}${row.unheard_text ? `Companion, not heard any more: ${row.unheard_text}\n` : ''}`,
  )
  return {
    name: `${name}.txt`,
    mime: 'text/plain; charset=utf-8',
    body: `${title || 'Session'}\n\n${summary ? `${summary}\n\n` : ''}${turns.join('\n')}`,
  }
}
