import { createHash } from 'node:crypto'

const NAME_MAX = 200

/** What a file is called by itself: without folders, and with nothing that cannot be stored or shown on a line. */
export function fileName(given: string | undefined, otherwise: string): string {
  const last = (given ?? '').split('/').at(-1)?.split('\\').at(-1) ?? ''
  const shown = Array.from(last.toWellFormed())
    .filter((character) => character >= ' ' && character !== '\x7f')
    .slice(0, NAME_MAX)
    .join('')
    .slice(0, NAME_MAX)
    .toWellFormed()
    .trim()
  return shown === '' || shown === '.' || shown === '..' ? otherwise : shown
}

/** What a file from an address is called until it says itself. */
export function nameFrom(address: string): string {
  const { pathname, hostname } = new URL(address)
  const last = pathname.split('/').filter(Boolean).at(-1)
  return fileName(last === undefined ? undefined : decoded(last), hostname)
}

/** The id of a passage of a document: the same whenever it is read, so that none is kept twice (RFC 9562, version 8). */
export function passageId(sourceId: string, from: number): string {
  const hex = createHash('sha256').update(`passage ${sourceId} ${from}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
