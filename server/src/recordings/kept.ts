import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { Problem } from '../problem.ts'
import { LISTENING_RATE_HZ, wavHeader } from '../providers/pcm.ts'
import type { Place, Shelf } from '../vault/shelf.ts'
import type { Vault } from '../vault/vault.ts'
import type { Ears } from './ears.ts'
import { endingOf, identify, KINDS } from './identify.ts'
import { QUIET_AROUND_MS } from './limits.ts'

export type Kept = ReturnType<typeof createKept>

/** A recording younger than this may belong to a turn that is just being stored. */
const UNDERWAY_MS = 3_600_000
const RECORDINGS_AT_ONCE = 100

/** The recordings that are kept: a row for what is known of each, and the sealed sound on the shelf. */
export function createKept({
  db,
  shelf,
  vault,
  ears,
  maxSeconds,
  now,
  newId,
  isNeeded,
  log,
}: {
  db: Kysely<Pick<Tables, 'recordings'>>
  shelf: Shelf
  vault: Vault
  ears: Ears
  maxSeconds: number
  now: () => Date
  newId: () => string
  isNeeded: (userId: string, id: string) => Promise<boolean>
  log: { info(facts: object, message: string): void }
}) {
  async function removeOne(userId: string, id: string): Promise<void> {
    const row = await db
      .deleteFrom('recordings')
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .returning('mime')
      .executeTakeFirst()
    if (row) await shelf.remove({ userId, id, ending: endingOf(row.mime) })
  }

  async function put(
    userId: string,
    bytes: Uint8Array,
    { id, createdAt, signal }: { id: string; createdAt: string; signal: AbortSignal },
  ) {
    const kind = identify(bytes)
    const { durationMs } = await ears.hear({ bytes, kind, maxSeconds }, { signal, owner: userId })
    await store(userId, bytes, { id, createdAt, kind: KINDS[kind], durationMs })
  }

  async function store(
    userId: string,
    bytes: Uint8Array,
    {
      id,
      createdAt,
      kind,
      durationMs,
    }: { id: string; createdAt: string; kind: { mime: string; ending: string }; durationMs: number },
  ) {
    const place: Place = { userId, id, ending: kind.ending }
    const sealedWith = vault.currentKey()
    await shelf.put(place, [bytes])
    const facts = { mime: kind.mime, bytes: bytes.length, duration_ms: durationMs, sealed_with: sealedWith }
    try {
      await db
        .insertInto('recordings')
        .values({ id, user_id: userId, created_at: createdAt, ...facts })
        .execute()
    } catch (error) {
      await shelf.remove(place)
      throw error
    }
  }

  return {
    /**
     * Keeps an uploaded recording; when this returns it survives a power cut. Throws `nothing-said`, `too-large`, `unknown-audio`,
     * `damaged-audio`, `audio-too-long` and `storage-full`.
     */
    async keep(userId: string, bytes: Uint8Array, { signal }: { signal: AbortSignal }): Promise<string> {
      const id = newId()
      await put(userId, bytes, { id, createdAt: now().toISOString(), signal })
      return id
    },

    /** Keeps speech that came live, as 16-bit mono samples at 16 kHz, however long it is. Throws `storage-full`. */
    async keepSpeech(userId: string, sound: Buffer): Promise<string> {
      const id = newId()
      // Cut out of the middle of speech it may hold no quiet moment, and a voice is known by standing out from one.
      const quiet = Buffer.alloc((LISTENING_RATE_HZ / 1000) * 2 * QUIET_AROUND_MS)
      const samples = Buffer.concat([quiet, sound, quiet])
      const file = Buffer.concat([wavHeader(LISTENING_RATE_HZ, samples.length), samples])
      const durationMs = Math.round((samples.length / 2 / LISTENING_RATE_HZ) * 1000)
      await store(userId, file, { id, createdAt: now().toISOString(), kind: KINDS.wav, durationMs })
      return id
    },

    /**
     * Keeps a recording that was exported, under its old id and date. Resolves with false when there is one of that id already, whoever's
     * it is. Throws as `keep` does.
     */
    async bringBack(
      userId: string,
      bytes: Uint8Array,
      as: { id: string; createdAt: string; signal: AbortSignal },
    ): Promise<boolean> {
      const known = await db.selectFrom('recordings').select('id').where('id', '=', as.id).executeTakeFirst()
      if (known) return false
      await put(userId, bytes, as)
      return true
    },

    /** A kept recording as it was uploaded. Throws `not-found`, also for somebody else's. */
    async read(userId: string, id: string): Promise<{ bytes: Uint8Array; mime: string; durationMs: number | null }> {
      const row = await db
        .selectFrom('recordings')
        .select(['mime', 'duration_ms', 'sealed_with'])
        .where('id', '=', id)
        .where('user_id', '=', userId)
        .executeTakeFirst()
      const plain = row?.sealed_with === null
      const content = row && (await shelf.open({ userId, id, ending: endingOf(row.mime) }, { plain }))
      if (!content) throw new Problem('not-found', 'That recording is not there.')
      return { bytes: Buffer.concat(await Array.fromAsync(content)), mime: row.mime, durationMs: row.duration_ms }
    },

    /** The name of a recording as a file for its owner. */
    fileName: ({ id, mime }: { id: string; mime: string }): string => `${id}.${endingOf(mime)}`,

    /** Which recordings of a learner were made before an instant, some at a time. They may be removed meanwhile. */
    async *madeBefore(userId: string, before: Date): AsyncGenerator<string[]> {
      for (let after = ''; ; ) {
        const rows = await db
          .selectFrom('recordings')
          .select('id')
          .where('user_id', '=', userId)
          .where('created_at', '<', before.toISOString())
          .where('id', '>', after)
          .orderBy('id')
          .limit(RECORDINGS_AT_ONCE)
          .execute()
        if (rows.length > 0) yield rows.map(({ id }) => id)
        if (rows.length < RECORDINGS_AT_ONCE) return
        after = rows.at(-1)?.id ?? after
      }
    },

    /** Removes kept recordings, as far as they are this learner's. */
    async remove(userId: string, ids: readonly string[]): Promise<void> {
      for (const id of ids) await removeOne(userId, id)
    },

    /** Removes everything kept of one learner. */
    async removeAll(userId: string): Promise<void> {
      await db.deleteFrom('recordings').where('user_id', '=', userId).execute()
      await shelf.removeAll(userId)
    },

    /**
     * Removes what a process that stopped at the wrong moment left behind: recordings no turn needs any more, and files without a
     * recording. What is younger than an hour may still be on its way.
     */
    async clear(): Promise<void> {
      const before = new Date(now().getTime() - UNDERWAY_MS)
      const old = await db
        .selectFrom('recordings')
        .select(['id', 'user_id'])
        .where('created_at', '<', before.toISOString())
        .execute()
      for (const { id, user_id } of old) if (!(await isNeeded(user_id, id))) await removeOne(user_id, id)
      const isRemembered = async (id: string) =>
        (await db.selectFrom('recordings').select('id').where('id', '=', id).executeTakeFirst()) !== undefined
      const removed = await shelf.clear({ before, isRemembered })
      if (removed > 0) log.info({ removed }, 'files nobody remembered were removed')
    },
  }
}
