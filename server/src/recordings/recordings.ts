import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { Problem } from '../problem.ts'
import { LISTENING_RATE_HZ, type Pcm, wavHeader } from '../providers/pcm.ts'
import { ProviderError } from '../providers/provider-error.ts'
import type { Stt } from '../providers/stt/stt.ts'
import { quotaExhausted } from '../quota-exhausted.ts'
import { createShelf, type Place } from '../vault/shelf.ts'
import type { Vault } from '../vault/vault.ts'
import { VaultError } from '../vault/vault-error.ts'
import { createEars } from './ears.ts'
import type { Heard } from './hear.ts'
import { identify, KINDS } from './identify.ts'
import { TAKE_MS_MAX } from './takes.ts'

export type { StoredTake, Takes } from './takes.ts'

/** Recordings: what is in them, and those that are kept. */
export type Recordings = ReturnType<typeof createRecordings>

/** What was said in a recording. */
export interface Written {
  text: string
  /** How long a voice is heard, pauses left out. */
  voicedMs: number
  durationMs: number
}

interface Needs {
  db: Kysely<Pick<Tables, 'recordings'>>
  /** Where the files go; made when the first one is kept. */
  folder: string
  vault: Vault
  now: () => Date
  newId: () => string
  /** The recogniser for a learner; `null` where there is none. */
  hearFor: ((userId: string) => Stt) | null
  /** Takes what recognisers invent out of a transcript; an empty text means nothing was said. */
  clean: (text: string, sound: { voicedMs: number }) => string
  maxSeconds: number
  log: { info(facts: object, message: string): void; warn(facts: object, message: string): void }
}

/** A recording younger than this may belong to a turn that is just being stored. */
const UNDERWAY_MS = 3_600_000
const RECORDINGS_AT_ONCE = 100
/** Silence put before and after live speech. */
const QUIET_AROUND_MS = 400
/** For how long a caller does well to wait when the recogniser does not say. */
const RETRY_AFTER_SECONDS = 30

/** Keeps recordings and has them written down. */
export function createRecordings({ db, folder, vault, now, newId, hearFor, clean, maxSeconds, log }: Needs) {
  const ears = createEars()
  const shelf = createShelf(folder, vault, { purpose: 'recording' })

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

    /**
     * Writes a kept recording down. `language` is a BCP 47 tag or `null`. Throws `not-found`, `damaged-audio`, `audio-too-long`,
     * `nothing-heard`, `no-recogniser`, or `recogniser-unavailable` and `quota-exhausted` (with `retryAfter`), after which trying again
     * makes sense.
     */
    async listen(userId: string, id: string, options: Listening): Promise<Written> {
      const { bytes } = await read(userId, id)
      // Whatever is kept was short enough when it came; live speech may be longer than a file.
      const limit = Math.max(maxSeconds, (TAKE_MS_MAX + 2 * QUIET_AROUND_MS) / 1000)
      return writeDown(userId, await open(bytes, { ...options, limit }), options)
    },

    /** A kept recording as it was uploaded. Throws `not-found`, also for somebody else's. */
    read,

    /** Removes a kept recording, if it is this learner's. */
    remove,

    /**
     * Removes what a process that stopped at the wrong moment left behind: recordings no turn needs any more, and files without a
     * recording. What is younger than an hour may still be on its way.
     */
    async clear({ isNeeded }: { isNeeded: (userId: string, id: string) => Promise<boolean> }): Promise<void> {
      const before = new Date(now().getTime() - UNDERWAY_MS)
      const old = await db
        .selectFrom('recordings')
        .select(['id', 'user_id'])
        .where('created_at', '<', before.toISOString())
        .execute()
      for (const { id, user_id } of old) if (!(await isNeeded(user_id, id))) await remove(user_id, id)
      const isRemembered = async (id: string) =>
        (await db.selectFrom('recordings').select('id').where('id', '=', id).executeTakeFirst()) !== undefined
      const removed = await shelf.clear({ before, isRemembered })
      if (removed > 0) log.info({ removed }, 'files nobody remembered were removed')
    },

    /** The recordings that are not sealed with the key of now, how many under each key; `null` for those that are not sealed. */
    async sealedOtherwise(): Promise<{ key: string | null; count: number }[]> {
      return db
        .selectFrom('recordings')
        .select(['sealed_with as key', (eb) => eb.fn.countAll<number>().as('count')])
        .where((eb) => eb.or([eb('sealed_with', 'is', null), eb('sealed_with', '!=', vault.currentKey())]))
        .groupBy('sealed_with')
        .execute()
    },

    /**
     * Seals what is not sealed with the key of now, or only what is not sealed at all, one whole file after the other, and yields after
     * each whether that could be done; what no key opens stays, or is removed. Breaking off at any moment loses nothing, and the next call
     * goes on. Throws `storage-full`.
     */
    async *reseal({
      plainOnly = false,
      unreadable,
    }: {
      plainOnly?: boolean
      unreadable: 'keep' | 'remove'
    }): AsyncGenerator<{ done: boolean }, void, undefined> {
      for (let after = ''; ; ) {
        const [row] = await db
          .selectFrom('recordings')
          .select(['id', 'user_id', 'mime', 'sealed_with'])
          .where('id', '>', after)
          .where((eb) =>
            plainOnly
              ? eb('sealed_with', 'is', null)
              : eb.or([eb('sealed_with', 'is', null), eb('sealed_with', '!=', vault.currentKey())]),
          )
          .orderBy('id')
          .limit(1)
          .execute()
        if (!row) return
        after = row.id
        const done = await resealOne(row)
        if (!done && unreadable === 'remove') await remove(row.user_id, row.id)
        yield { done: done || unreadable === 'remove' }
      }
    },

    /** For whom there are files. */
    owners: shelf.owners,

    /** Removes everything kept of one learner. */
    async removeAll(userId: string): Promise<void> {
      await db.deleteFrom('recordings').where('user_id', '=', userId).execute()
      await shelf.removeAll(userId)
    },

    /** Ends the threads that listen. */
    close: (): Promise<void> => ears.close(),
  }

  async function remove(userId: string, id: string): Promise<void> {
    const row = await db
      .deleteFrom('recordings')
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .returning('mime')
      .executeTakeFirst()
    if (row) await shelf.remove({ userId, id, ending: endingOf(row.mime) })
  }

  async function resealOne({
    id,
    user_id,
    mime,
    sealed_with,
  }: Pick<Tables['recordings'], 'id' | 'user_id' | 'mime' | 'sealed_with'>): Promise<boolean> {
    const place = { userId: user_id, id, ending: endingOf(mime) }
    const key = vault.currentKey()
    try {
      await shelf.reseal(place, { plain: sealed_with === null })
    } catch (error) {
      if (!(error instanceof VaultError)) throw error
      log.warn({ err: error, recordingId: id }, 'a recording could not be opened and was left as it is')
      return false
    }
    const { numUpdatedRows } = await db
      .updateTable('recordings')
      .set({ sealed_with: key })
      .where('id', '=', id)
      .where('user_id', '=', user_id)
      .executeTakeFirst()
    // Removed while it was being written: it must not come back.
    if (numUpdatedRows === 0n) await shelf.remove(place)
    return true
  }

  async function put(
    userId: string,
    bytes: Uint8Array,
    { id, createdAt, signal }: { id: string; createdAt: string; signal: AbortSignal },
  ) {
    const kind = KINDS[identify(bytes)]
    const { durationMs } = await open(bytes, { signal, limit: maxSeconds })
    await store(userId, bytes, { id, createdAt, kind, durationMs })
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

  async function read(
    userId: string,
    id: string,
  ): Promise<{ bytes: Uint8Array; mime: string; durationMs: number | null }> {
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
  }

  function open(bytes: Uint8Array, { signal, limit }: { signal: AbortSignal; limit: number }): Promise<Heard> {
    return ears.hear({ bytes, kind: identify(bytes), maxSeconds: limit }, { signal })
  }

  async function writeDown(userId: string, { speech, voicedMs, durationMs }: Heard, { language, signal }: Listening) {
    if (!speech) throw nothingHeard()
    if (!hearFor) throw new Problem('no-recogniser', 'No speech recogniser is set up on this server.')
    const hear = hearFor(userId)
    const text = clean(await transcribe(hear, speech, { language, signal }), { voicedMs })
    if (text === '') throw nothingHeard()
    log.info({ pii: { userId }, recogniser: hear.name, durationMs, voicedMs }, 'recording written down')
    return { text, voicedMs, durationMs }
  }
}

interface Listening {
  language: string | null
  signal: AbortSignal
}

async function transcribe(hear: Stt, speech: Pcm, { language, signal }: Listening): Promise<string> {
  try {
    return (await hear.transcribe(speech, { language, signal })).text
  } catch (cause) {
    signal.throwIfAborted()
    if (!(cause instanceof ProviderError)) throw cause
    if (cause.kind === 'spent') throw quotaExhausted(cause, 'Your recording is kept and will be written down then.')
    const retryAfter = cause.retryAfterMs === undefined ? RETRY_AFTER_SECONDS : Math.ceil(cause.retryAfterMs / 1000)
    throw new Problem('recogniser-unavailable', 'The speech recogniser cannot be reached just now.', {
      cause,
      retryAfter,
    })
  }
}

function nothingHeard(): Problem {
  return new Problem('nothing-heard', 'I could not hear anybody speak in this recording.')
}

function endingOf(mime: string): string {
  const kind = Object.values(KINDS).find((known) => known.mime === mime)
  if (!kind) throw new Error(`a recording of unknown kind ${mime}`)
  return kind.ending
}
