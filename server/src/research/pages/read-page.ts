import { firstBytes } from '../../outgoing/first-bytes.ts'
import type { Outgoing } from '../../outgoing/outgoing.ts'
import { VERSION } from '../../version.ts'
import { decodePage } from './charset.ts'
import type { PageText } from './page-text.ts'

export type { PageText } from './page-text.ts'

/** Of a page, unpacked; what comes after is not waited for. */
export const PAGE_BYTES_MAX = 1024 * 1024
/** For all of it: asking, redirects, and what it says. */
const PAGE_MS = 4_000
const TYPES = ['text/html', 'application/xhtml+xml', 'text/plain']
const HEADERS = {
  accept: TYPES.join(', '),
  'user-agent': `LearningVoiceAgent/${VERSION} (reads one page for a reader)`,
}

/**
 * Reads a page that a search has found, so that what is said of it can be held against its words. At most three redirects, each of which
 * has to lead to the public network, whatever the operator opened to others; nothing of anybody's goes along. Null for what is not there, not
 * reached, no page, or too slow; never rejects for what a page does.
 */
export async function readPage(
  url: string,
  {
    outgoing,
    signal,
    timeoutMs = PAGE_MS,
  }: { outgoing: Pick<Outgoing, 'fetchPublic'>; signal: AbortSignal; timeoutMs?: number },
): Promise<PageText | null> {
  const page = await fetchPage(url, { outgoing, signal, timeoutMs })
  if (page === null) return null
  const { readHtmlPage, readPlainPage } = await import('./page-text.ts')
  const text = decodePage(page.bytes, page.contentType)
  const stop = AbortSignal.any([signal, page.inTime])
  const xhtml = page.type === 'application/xhtml+xml'
  const reading =
    page.type === 'text/plain' ? readPlainPage(text, { signal: stop }) : readHtmlPage(text, { xhtml, signal: stop })
  const read = await reading.catch((error: unknown) => {
    if (stop.aborted) return null
    throw error
  })
  return read && { url, ...read }
}

async function fetchPage(
  url: string,
  { outgoing, signal, timeoutMs }: { outgoing: Pick<Outgoing, 'fetchPublic'>; signal: AbortSignal; timeoutMs: number },
) {
  const inTime = AbortSignal.timeout(timeoutMs)
  try {
    // The bound is kept while it is read: of a page that is longer its beginning is worth something.
    const bounds = { maxBytes: Number.MAX_SAFE_INTEGER, timeoutMs }
    const answer = await outgoing.fetchPublic(
      url,
      { headers: HEADERS, signal: AbortSignal.any([signal, inTime]) },
      bounds,
    )
    const contentType = answer.headers.get('content-type')
    const type = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
    if (answer.ok && answer.body && TYPES.includes(type)) {
      const { bytes } = await firstBytes(answer, PAGE_BYTES_MAX)
      return { bytes, contentType, type, inTime }
    }
    await answer.body?.cancel()
    return null
  } catch {
    // Whatever a stranger's server did, or where it stands: it is a page that could not be read.
    return null
  }
}
