import { setImmediate as breath } from 'node:timers/promises'
import type { ExportFormat } from '@lva/contracts/conversation'
import type { Database } from '../db/open.ts'
import type { Learner } from '../learner.ts'
import { Problem } from '../problem.ts'
import { type ExchangeRow, toExchange } from './exchange-row.ts'
import { pagesAsMarkdown, pagesAsText } from './export-sources.ts'
import { toSession } from './session-row.ts'

/** Reading and writing so many turns takes about a millisecond, and others are served in between. */
const TURNS_AT_ONCE = 50

/** A session as a file, in pieces as they are read. `name` is safe as a file name on every system. */
export interface ExportFile {
  name: string
  mime: string
  pieces: AsyncIterable<string>
}

type Session = ReturnType<typeof toSession>

/** How a session is written in one format, turn by turn. */
interface Writing {
  ending: string
  mime: string
  head: string
  turn(row: ExchangeRow): string
  between: string
  foot: string
}

/** Writes whole sessions out, oldest turn first, in the learner's own time. */
export function createExportSession({ database: { db } }: { database: Database }) {
  async function* pieces(learner: Learner, sessionId: string, { head, turn, between, foot }: Writing) {
    yield head
    for (let after = 0, first = true; ; ) {
      const rows = await db
        .selectFrom('exchanges')
        .selectAll()
        .where('user_id', '=', learner.userId)
        .where('session_id', '=', sessionId)
        .where('seq', '>', after)
        .orderBy('seq')
        .limit(TURNS_AT_ONCE)
        .execute()
      if (rows.length > 0) yield `${first ? '' : between}${rows.map(turn).join(between)}`
      if (rows.length < TURNS_AT_ONCE) break
      first = false
      after = rows.at(-1)?.seq ?? after
      await breath()
    }
    yield foot
  }

  /** A whole session as a file. Throws Problem `not-found`. */
  return async function exportSession(learner: Learner, sessionId: string, format: ExportFormat): Promise<ExportFile> {
    const row = await db
      .selectFrom('sessions')
      .selectAll()
      .where('user_id', '=', learner.userId)
      .where('session_id', '=', sessionId)
      .executeTakeFirst()
    if (!row) throw new Problem('not-found', 'There is no such session, or it is not yours.')
    const session = toSession(row)
    const writing = WRITINGS[format](session, learner)
    return { name: nameOf(session) + writing.ending, mime: writing.mime, pieces: pieces(learner, sessionId, writing) }
  }
}

function nameOf({ started_at, title }: Session): string {
  return `${started_at.slice(0, 10)} ${title || 'session'}`
    .replace(/[^\p{L}\p{N} ._-]/gu, '')
    .trim()
    .slice(0, 80)
    .toWellFormed()
}

const WRITINGS: Record<ExportFormat, (session: Session, learner: Learner) => Writing> = {
  json(session) {
    // Its turns say when the last was and how many there are.
    const { last_at: _last, ended_at: _end, exchange_count: _count, ...told } = session
    const facts = JSON.stringify(told, null, 2)
    return {
      ending: '.json',
      mime: 'application/json',
      head: `${facts.slice(0, -2)},\n  "exchanges": [\n`,
      turn: (row) => `    ${JSON.stringify(toExchange(row), null, 2).replaceAll('\n', '\n    ')}`,
      between: ',\n',
      foot: '\n  ]\n}\n',
    }
  },

  markdown({ title, summary }, learner) {
    const { you, at } = manner(learner)
    return {
      ending: '.md',
      mime: 'text/markdown; charset=utf-8',
      head: `# ${title || 'Session'}\n\n${summary ? `${summary}\n\n` : ''}`,
      turn: (row) =>
        `**${you}** · ${at(row)}\n\n${quoted(row.user_text || NOT_WRITTEN)}\n${row.agent_text ? `\n**Companion**\n\n${quoted(row.agent_text)}\n` : ''}${row.unheard_text ? `\n**Companion**, not heard any more\n\n${quoted(row.unheard_text)}\n` : ''}${after('\n', pagesAsMarkdown(row))}`,
      between: '\n',
      foot: '',
    }
  },

  text({ title, summary }, learner) {
    const { you, at } = manner(learner)
    return {
      ending: '.txt',
      mime: 'text/plain; charset=utf-8',
      head: `${title || 'Session'}\n\n${summary ? `${summary}\n\n` : ''}`,
      turn: (row) =>
        `[${at(row)}] ${you}: ${row.user_text || NOT_WRITTEN}\n${row.agent_text ? `Companion: ${row.agent_text}\n` : ''}${row.unheard_text ? `Companion, not heard any more: ${row.unheard_text}\n` : ''}${pagesAsText(row)}`,
      between: '\n',
      foot: '',
    }
  },
}

const after = (gap: string, part: string) => (part ? gap + part : '')
const NOT_WRITTEN = '(a recording, not written down yet)'

function manner({ locale, timezone, fullName }: Learner) {
  const when = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: timezone })
  return { you: fullName?.trim() || 'You', at: (row: ExchangeRow) => when.format(new Date(row.said_at)) }
}

const quoted = (text: string) =>
  text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n')
