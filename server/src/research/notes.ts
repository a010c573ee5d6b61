import type { Exchange, History } from '@lva/contracts/conversation'
import type { ResearchNote, ResearchNotes } from '@lva/contracts/research'
import type { DocumentKeeper } from '../documents/documents.ts'
import { Problem } from '../problem.ts'

/** A page of history, and the most of them that are read: a session is hardly ever longer. */
const PAGE = 200
const PAGES_MAX = 20
/** Longest text of a page that is kept, in characters. */
const KEPT_MAX = 400_000

/** A page of the web as it is read to be kept. */
export interface ReadPage {
  title: string | null
  passages: ReadonlyArray<{ heading: string | null; text: string }>
}

/**
 * The pages of the web that replies of a session rest on, and keeping them as documents. `readPage` reads one anew; null: it cannot be read, and the
 * passage is kept that was found.
 */
export function createNotes({
  history,
  documents,
  readPage,
  mayLeave,
}: {
  history: (userId: string, sessionId: string, page: { limit: number; before?: string }) => Promise<History>
  documents: Pick<DocumentKeeper, 'upload' | 'keptFrom'>
  readPage: (url: string, how: { signal: AbortSignal }) => Promise<ReadPage | null>
  mayLeave: (userId: string) => Promise<boolean>
}) {
  async function exchangesOf(userId: string, sessionId: string): Promise<Exchange[]> {
    const all: Exchange[] = []
    for (let page = 0; page < PAGES_MAX; page++) {
      const first = all[0]?.id
      const { history: older } = await history(userId, sessionId, { limit: PAGE, ...(first ? { before: first } : {}) })
      all.unshift(...older)
      if (older.length < PAGE) break
    }
    return all
  }

  async function notesOf(userId: string, sessionId: string): Promise<ResearchNotes> {
    const notes = new Map<string, ResearchNote>()
    for (const { id, metadata } of await exchangesOf(userId, sessionId))
      for (const { kind, url, title, found_by, text, timestamp } of metadata.sources)
        if (kind === 'web' && url !== null)
          notes.set(url, { url, title, found_by, text, timestamp, exchange_id: id, saved: null })
    const kept = await documents.keptFrom(userId, [...notes.keys()])
    const sources = [...notes.values()].map((note) => ({ ...note, saved: kept.get(note.url) ?? null }))
    return { session_id: sessionId, sources, count: sources.length }
  }

  return {
    /** The pages a session rests on; none for an unknown session, and for somebody else's. */
    of: notesOf,

    /**
     * Keeps pages of a session as documents: what stands there now, or the passage that was found where that cannot be read or nothing may
     * leave the house. One that is kept already stays as it is. Throws Problem `not-found` for an address that no reply of the session rests on, and
     * what taking a document in throws.
     */
    async save(
      userId: string,
      sessionId: string,
      urls: readonly string[],
      { signal }: { signal: AbortSignal },
    ): Promise<ResearchNotes> {
      const { sources } = await notesOf(userId, sessionId)
      const wanted = [...new Set(urls)].map((url) => sources.find((note) => note.url === url))
      if (wanted.includes(undefined))
        throw new Problem('not-found', 'No reply of this conversation rests on that page, or it is not yours.')
      const reads = await mayLeave(userId)
      for (const note of wanted) {
        if (!note || note.saved !== null) continue
        const page = reads ? await readPage(note.url, { signal }) : null
        signal.throwIfAborted()
        const name = `${(page?.title ?? note.title ?? new URL(note.url).hostname).replaceAll('/', '–').slice(0, 120)}.md`
        await documents.upload(userId, bytesOf(asDocument(note, page)), { name, sourceUrl: note.url })
      }
      return notesOf(userId, sessionId)
    },
  }
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text, 'utf8')
}

/** A page as a document: what it says, where it stands and of when that is. */
function asDocument({ url, title, found_by, text, timestamp }: ResearchNote, page: ReadPage | null): string {
  const about = [`Source: ${url}`, `Of: ${timestamp.slice(0, 10)}`, ...(found_by ? [`Found by: ${found_by}`] : [])]
  const body = page
    ? page.passages.map(({ heading, text }) => (heading ? `## ${heading}\n\n${text}` : text)).join('\n\n')
    : text
  return `# ${page?.title ?? title ?? url}\n\n${about.join('  \n')}\n\n${body}\n`.slice(0, KEPT_MAX).toWellFormed()
}
