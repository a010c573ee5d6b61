import { createHash } from 'node:crypto'
import type { ImportCounts } from '@lva/contracts/privacy'
import { Id } from '@lva/contracts/text'
import { z } from 'zod'
import { Problem } from '../problem.ts'
import { FORMAT_VERSION } from './document.ts'
import { notOurs } from './records.ts'

/** A recording that is put together again, in bytes; an upload may not be larger either. */
const SOUND_BYTES_MAX = 25 * 1024 * 1024

const Metadata = z.object({ format_version: z.number().int().min(1), user_id: z.string() })
const Recording = z.object({ id: Id, created_at: z.iso.datetime() })
const Piece = z.object({ recording_id: Id, base64: z.base64().max(1024 * 1024) })

interface Brought {
  added: number
  refused: number
}
type IdOf = (id: string) => string

/** What bringing in needs of the slices; each checks what it is given. */
export interface BringingIn {
  sessions(userId: string, given: readonly unknown[]): Promise<Brought>
  turns(userId: string, given: readonly unknown[], idOf: IdOf): Promise<Brought>
  finish(userId: string): Promise<void>
  recording(
    userId: string,
    bytes: Uint8Array,
    as: { id: string; createdAt: string; signal: AbortSignal },
  ): Promise<boolean>
  /** Takes settings, or the profile's language and time zone, over; false when there is nothing to take. */
  preferences(userId: string, given: unknown): Promise<boolean>
  profile(userId: string, given: unknown): Promise<boolean>
  /** Whether an id is that of an account on this server. */
  isSomebody(userId: string): Promise<boolean>
}

/**
 * Takes the stores of a document, one after the other, into an account; `counts` goes along. Throws Problem `not-an-export` for what no
 * account ever was, and `storage-full`.
 */
export function createTaking({
  userId,
  into,
  counts,
  now,
  signal,
}: {
  userId: string
  into: BringingIn
  counts: ImportCounts
  now: () => Date
  signal: AbortSignal
}) {
  let idOf: IdOf = (id) => id
  const dates = new Map<string, string>()
  let sound: { id: string; pieces: Buffer[]; bytes: number } | null = null

  async function keepSound() {
    if (!sound) return
    const { id, pieces } = sound
    sound = null
    const createdAt = dates.get(id) ?? now().toISOString()
    const kept = await into
      .recording(userId, Buffer.concat(pieces), { id: idOf(id), createdAt, signal })
      .catch((error: unknown) => {
        if (!(error instanceof Problem) || error.code === 'storage-full') throw error
        counts.refused += 1
        return false
      })
    if (kept) counts.recordings += 1
  }

  async function takePiece(given: unknown) {
    const { data } = Piece.safeParse(given)
    if (!data) {
      counts.refused += 1
      return
    }
    if (sound?.id !== data.recording_id) await keepSound()
    sound ??= { id: data.recording_id, pieces: [], bytes: 0 }
    const bytes = Buffer.from(data.base64, 'base64')
    sound.bytes += bytes.length
    if (sound.bytes > SOUND_BYTES_MAX) throw new Problem('not-an-export', 'A recording in it is too large.')
    sound.pieces.push(bytes)
  }

  const takers: Record<string, (given: readonly unknown[]) => Promise<void>> = {
    async export_metadata([given]) {
      const { data } = Metadata.safeParse(given)
      if (data && data.format_version > FORMAT_VERSION) throw notOurs('A newer release wrote it.')
      // Ids are unique on a server: while the account they come from is here, they come back under others, the same each time.
      if (data && data.user_id !== userId && (await into.isSomebody(data.user_id))) idOf = (id) => derivedId(userId, id)
    },
    async user_profile([given]) {
      if (await into.profile(userId, given)) counts.preferences = true
    },
    async preferences([given]) {
      if (await into.preferences(userId, given)) counts.preferences = true
    },
    async recordings(given) {
      for (const one of given) {
        const { data } = Recording.safeParse(one)
        if (data) dates.set(data.id, new Date(data.created_at).toISOString())
      }
    },
    async recording_files(given) {
      for (const one of given) await takePiece(one)
    },
    async sessions(given) {
      const { added, refused } = await into.sessions(userId, given)
      counts.sessions += added
      counts.refused += refused
    },
    async conversations(given) {
      const { added, refused } = await into.turns(userId, given, idOf)
      counts.conversations += added
      counts.refused += refused
    },
  }

  return {
    async take(store: string, records: readonly unknown[]): Promise<void> {
      if (store !== 'recording_files') await keepSound()
      // What belongs to an account and no other, such as where it is signed in, stays where it is.
      if (Object.hasOwn(takers, store)) await takers[store]?.(records)
    },
    end: keepSound,
  }
}

/** Another id for the same thing: the same each time for one learner, and a UUID (RFC 9562, version 8). */
function derivedId(userId: string, id: string): string {
  const hex = createHash('sha256').update(`${userId} ${id}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
