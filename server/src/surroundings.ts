import type { Logger } from 'pino'
import type { Passwords } from './accounts/passwords.ts'
import type { Guide, ToolBox } from './conversation/conversation.ts'
import type { DatabaseAddress } from './db/open.ts'
import type { Outgoing } from './outgoing/outgoing.ts'
import type { Embeddings } from './providers/embeddings/embeddings.ts'
import type { GuardedSight } from './providers/guarded.ts'
import type { Llm } from './providers/llm/llm.ts'
import type { Mail } from './providers/mail/mail.ts'
import type { SearchProvider } from './providers/search/search.ts'
import type { Stt } from './providers/stt/stt.ts'
import type { Tts } from './providers/tts/tts.ts'
import type { Carrier } from './telephony/call.ts'
import type { Workers } from './workers/workers.ts'

/** Joins the numbers of this process to those of the others. */
export interface Fleet {
  /** Says how this process's own numbers are read. */
  counts(read: () => string | Promise<string>): void
  /** Those of every process. */
  numbers(): Promise<string>
}

/**
 * What comes from outside the configuration. `address`, `llm`, `stt`, `tts`, `embeddings`, `sight`, `search`, `mail` and `carrier` stand in the place of what is configured; null is
 * "none on this server". `passwords` stands in the place of argon2 at its full cost, which nothing in the configuration can lower.
 */
export interface Surroundings {
  log: Logger
  path: string
  home: string
  acceptNewDatabase?: boolean
  /** Why the backup that was chosen on the first page could not be put back. */
  notPutBack?: string
  now?: () => Date
  /** Lets some milliseconds pass for somebody who waits for an export. */
  wait?: (ms: number) => Promise<void>
  address?: DatabaseAddress
  llm?: Llm
  stt?: Stt | null
  tts?: Tts | null
  embeddings?: Embeddings | null
  sight?: GuardedSight | null
  search?: readonly SearchProvider[]
  /** The way to pages that a search found. */
  pages?: Pick<Outgoing, 'fetchPublic'>
  mail?: Mail | null
  /** Who carries calls. */
  carrier?: Carrier | null
  passwords?: Passwords
  /** Threads for heavy work, in the place of the house's own. */
  workers?: Workers
  /** Guides that lead turns before those of the house. */
  guides?: readonly Guide[]
  /** What a model may call, in the place of the house's own tools; null: nothing. */
  tools?: ToolBox | null
  /** How long ending takes, instead of what is configured: while it is only said, and for turns that are being answered. */
  drain?: { noticeMs: number; drainMs: number }
  /** The other processes at the same port, where there are some. */
  fleet?: Fleet
}
