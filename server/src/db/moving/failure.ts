import { Problem } from '../../problem.ts'
import type { DatabaseAddress } from '../open.ts'

/** A database cannot be moved; the message tells the operator why, what is safe, and what to do. */
export class MoveFailed extends Error {
  override readonly name = 'MoveFailed'
}

/** A database as an operator writes it in DATABASE_URL, without the password. */
export function shown(address: DatabaseAddress): string {
  if ('file' in address) return `sqlite:///${address.file}`
  if (!('url' in address)) return 'postgresql:'
  const url = new URL(address.url)
  if (url.password) url.password = '…'
  return decodeURI(url.href)
}

const AGAIN = 'What was moved so far stays; call lva move again and it goes on.'
const SENTENCES: { codes: readonly string[]; sentence: string }[] = [
  {
    codes: ['28P01', '28000'],
    sentence: '{place} refuses this user or password. Check the address; nothing was changed.',
  },
  { codes: ['3D000'], sentence: 'There is no database of that name at {place}. Create it, or check the address.' },
  { codes: ['42501'], sentence: '{place} lets this user make no tables. Give it the database as its own.' },
  {
    codes: ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH'],
    sentence: '{place} does not answer ({code}). Check the address and that it runs.',
  },
  {
    codes: ['SQLITE_FULL', 'ENOSPC', 'EDQUOT', '53100'],
    sentence: `The disk of {place} is full. Make room. ${AGAIN}`,
  },
  { codes: ['SQLITE_NOTADB', 'SQLITE_CORRUPT'], sentence: '{place} is damaged, or is no SQLite database.' },
  {
    codes: ['SQLITE_CANTOPEN', 'SQLITE_READONLY', 'EACCES', 'EROFS', 'EPERM'],
    sentence: '{place} cannot be opened ({code}). Check that its folder is there and may be written.',
  },
  {
    codes: ['22P05', '22021'],
    sentence: 'A text holds a character that PostgreSQL cannot keep ({detail}). Nothing was changed in the source.',
  },
]
// PostgreSQL, appendix A: 08 connection, 57 stopped by its operator; the client has only words for the rest.
const LOST = ['08', '57', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']
const LOST_WORDS = ['Connection terminated', 'timeout exceeded', 'Client has encountered', 'Query read timeout']

/** What an error of a database means to whoever moves it; what is none of the database's own conditions comes back as it is. */
function told(error: unknown, address: DatabaseAddress): unknown {
  const cause = error instanceof Problem ? error.cause : error
  if (!(cause instanceof Error) || cause instanceof MoveFailed) return error
  const code = 'code' in cause ? String(cause.code) : ''
  const place = shown(address)
  const known = SENTENCES.find(({ codes }) => codes.includes(code))
  const sentence = known
    ? known.sentence.replace('{place}', place).replace('{code}', code).replace('{detail}', cause.message)
    : LOST.some((begins) => code.startsWith(begins)) || LOST_WORDS.some((begins) => cause.message.startsWith(begins))
      ? `The connection to ${place} was lost. ${AGAIN}`
      : null
  return sentence === null ? error : new MoveFailed(sentence, { cause })
}

/** Does something with one of the two databases, and tells what goes wrong with it. */
export async function telling<T>(address: DatabaseAddress, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw told(error, address)
  }
}
