import { createHash } from 'node:crypto'
import { FILE_BYTES_MAX } from '@lva/contracts/file-limits'
import { FILES_MAX } from '@lva/contracts/files'
import type { ImportCounts } from '@lva/contracts/privacy'
import { Id } from '@lva/contracts/text'
import { z } from 'zod'
import type { IdOf } from '../exported.ts'
import type { Arrived, Files } from '../files/files.ts'
import { Problem } from '../problem.ts'
import { FORMAT_VERSION } from './document.ts'
import { createGathering } from './gathering.ts'
import { notOurs } from './records.ts'

const Metadata = z.object({ format_version: z.number().int().min(1), user_id: z.string() })
const Recording = z.object({ id: Id, created_at: z.iso.datetime() })

interface Brought {
  added: number
  refused: number
}
type Refused = Pick<Brought, 'refused'>
/** How what rests on files comes back. A file that `fileOf` hands out is kept, or let go, by whoever asked for it. */
interface WithFiles {
  idOf: IdOf
  fileOf: (id: string) => Arrived | null
  signal: AbortSignal
}

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
  files: Pick<Files, 'take' | 'letGo'>
  documents(userId: string, given: readonly unknown[], how: WithFiles): Promise<Brought>
  pictures(userId: string, given: readonly unknown[], how: WithFiles): Promise<Brought>
  /** What is remembered, after the turns it was said in. */
  memories: {
    memories(userId: string, given: readonly unknown[], idOf: IdOf): Promise<Brought>
    sources(userId: string, given: readonly unknown[], idOf: IdOf): Promise<void>
    sessions(userId: string, given: readonly unknown[]): Promise<void>
    finish(userId: string): Promise<void>
  }
  /** What came out of what was said, after the turns. */
  analyses: {
    analyses(userId: string, given: readonly unknown[], idOf: IdOf): Promise<Refused>
    statements(userId: string, given: readonly unknown[], idOf: IdOf): Promise<void>
    turns(userId: string, given: readonly unknown[], idOf: IdOf): Promise<void>
    finish(userId: string): Promise<void>
  }
  /** What happened, what they set themselves, what they review, and how replies were taken; after the turns. */
  facts(userId: string, given: readonly unknown[], idOf: IdOf): Promise<Refused>
  goals(userId: string, given: readonly unknown[], idOf: IdOf): Promise<Brought>
  reviews: {
    items(userId: string, given: readonly unknown[], idOf: IdOf): Promise<Brought>
    prompts(userId: string, given: readonly unknown[], idOf: IdOf): Promise<Refused>
    points(userId: string, given: readonly unknown[], idOf: IdOf): Promise<Refused>
    deadlines(userId: string, given: readonly unknown[], idOf: IdOf): Promise<void>
    settings(userId: string, given: readonly unknown[]): Promise<void>
    finish(userId: string): Promise<void>
  }
  feedback: {
    feedback(userId: string, given: readonly unknown[], idOf: IdOf): Promise<Brought>
    quality(userId: string, given: readonly unknown[], idOf: IdOf): Promise<void>
  }
  /** What all of it speaks of. */
  graph: {
    concepts(userId: string, given: readonly unknown[], idOf: IdOf): Promise<void>
    aliases(userId: string, given: readonly unknown[], idOf: IdOf): Promise<void>
    mentions(userId: string, given: readonly unknown[], idOf: IdOf): Promise<void>
    finish(userId: string): Promise<void>
  }
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
  /** Files that were given, and that nobody has asked for yet. */
  const files = new Map<string, Arrived>()

  const sounds = createGathering({
    key: 'recording_id',
    async whole(id, bytes) {
      const as = { id: idOf(id), createdAt: dates.get(id) ?? now().toISOString(), signal }
      if (await unlessRefused(into.recording(userId, bytes, as))) counts.recordings += 1
    },
  })
  const given = createGathering({
    key: 'file_id',
    async whole(id, bytes) {
      if (files.size >= FILES_MAX) throw notOurs('There are too many files in it.')
      const arrived = await unlessRefused(into.files.take(userId, once(bytes), { maxBytes: FILE_BYTES_MAX }))
      if (arrived) files.set(id, arrived)
    },
  })

  /** What cannot be kept is counted; null. A full disk holds up everything. */
  async function unlessRefused<Kept>(keeping: Promise<Kept>): Promise<Kept | null> {
    return keeping.catch((error: unknown) => {
      if (!(error instanceof Problem) || error.code === 'storage-full') throw error
      counts.refused += 1
      return null
    })
  }

  const withFiles = (): WithFiles => ({
    idOf,
    signal,
    fileOf(id) {
      const file = files.get(id) ?? null
      files.delete(id)
      return file
    },
  })

  function counted(what: Exclude<keyof ImportCounts, 'preferences' | 'refused'>, brought: Brought) {
    counts[what] += brought.added
    counts.refused += brought.refused
  }

  async function refusing(taken: Promise<Refused>): Promise<void> {
    counts.refused += (await taken).refused
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
    async recording_files(pieces) {
      for (const piece of pieces) if (!(await sounds.take(piece))) counts.refused += 1
    },
    async given_files(pieces) {
      for (const piece of pieces) if (!(await given.take(piece))) counts.refused += 1
    },
    documents: async (given) => counted('documents', await into.documents(userId, given, withFiles())),
    pictures: async (given) => counted('pictures', await into.pictures(userId, given, withFiles())),
    sessions: async (given) => counted('sessions', await into.sessions(userId, given)),
    conversations: async (given) => counted('conversations', await into.turns(userId, given, idOf)),
    memories: async (given) => counted('memories', await into.memories.memories(userId, given, idOf)),
    memory_sources: (given) => into.memories.sources(userId, given, idOf),
    memory_sessions: (given) => into.memories.sessions(userId, given),
    analyses: (given) => refusing(into.analyses.analyses(userId, given, idOf)),
    analysis_statements: (given) => into.analyses.statements(userId, given, idOf),
    analysis_turns: (given) => into.analyses.turns(userId, given, idOf),
    facts: (given) => refusing(into.facts(userId, given, idOf)),
    goals: async (given) => counted('goals', await into.goals(userId, given, idOf)),
    review_items: async (given) => counted('cards', await into.reviews.items(userId, given, idOf)),
    review_prompts: (given) => refusing(into.reviews.prompts(userId, given, idOf)),
    review_points: (given) => refusing(into.reviews.points(userId, given, idOf)),
    review_deadlines: (given) => into.reviews.deadlines(userId, given, idOf),
    review_settings: (given) => into.reviews.settings(userId, given),
    concepts: (given) => into.graph.concepts(userId, given, idOf),
    concept_aliases: (given) => into.graph.aliases(userId, given, idOf),
    concept_mentions: (given) => into.graph.mentions(userId, given, idOf),
    feedback: async (given) => counted('feedback', await into.feedback.feedback(userId, given, idOf)),
    reply_quality: (given) => into.feedback.quality(userId, given, idOf),
  }

  return {
    async take(store: string, records: readonly unknown[]): Promise<void> {
      if (store !== 'recording_files') await sounds.end()
      if (store !== 'given_files') await given.end()
      // What belongs to an account and no other, such as where it is signed in, stays where it is.
      if (Object.hasOwn(takers, store)) await takers[store]?.(records)
    },
    /** After the last store: what is whole is kept. */
    async end(): Promise<void> {
      await sounds.end()
      await given.end()
      await into.reviews.finish(userId)
      await into.graph.finish(userId)
      await into.memories.finish(userId)
      await into.analyses.finish(userId)
      await into.finish(userId)
    },
    /** Lets files go that nothing rests on; also after a failure. */
    async clear(): Promise<void> {
      for (const file of files.values()) await into.files.letGo(file)
      files.clear()
    },
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** Another id for the same thing: the same each time for one learner, and a UUID (RFC 9562, version 8). */
function derivedId(userId: string, id: string): string {
  const hex = createHash('sha256').update(`${userId} ${id}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
