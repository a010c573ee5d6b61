import { z } from 'zod'
import type { Publish } from '../events/events.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { GuardedSight } from '../providers/guarded.ts'
import { ProviderError } from '../providers/provider-error.ts'
import { WorkStopped } from '../workers/work.ts'
import type { Workers } from '../workers/workers.ts'
import type drawForEyes from './draw-for-eyes.ts'
import { type Passages, type PictureDb, type PictureRow, word } from './kept.ts'

const ATTEMPTS = 8
/** So many learners at once, one picture of each. */
const PLACES = 2
const LEARNERS_AT_ONCE = 200
const DRAW = { timeoutMs: 30_000, memoryMb: 400, alone: true }

const OfLearner = z.object({ userId: z.string() })

/** The day of whoever keeps it is used up: it is looked at when there is another. */
const spent = (error: unknown) => error instanceof ProviderError && error.kind === 'spent'

/**
 * Has pictures looked at, in the background: what they show, and what is written in them, becomes words they are found by. `sightFor`: who
 * looks; null where nobody does, and then nothing is ever waited for.
 */
export function createLooking({
  db,
  jobs,
  open,
  workers,
  passages,
  sightFor,
  localeOf,
  publish,
  newId,
  log,
}: {
  db: PictureDb
  jobs: Pick<Jobs, 'kind' | 'recurring'>
  open: (userId: string, fileId: string) => Promise<{ content: AsyncIterable<Buffer> }>
  workers: Pick<Workers, 'task'>
  passages: Passages
  sightFor: ((userId: string) => GuardedSight) | null
  localeOf: (userId: string) => Promise<string>
  publish: Publish
  newId: () => string
  log: { info(facts: object, message: string): void }
}) {
  const draw = workers.task<typeof drawForEyes>(new URL('./draw-for-eyes.ts', import.meta.url), DRAW)
  const kind = jobs.kind('look-at-pictures', OfLearner, { maxAttempts: ATTEMPTS, places: PLACES })

  kind.does(async ({ userId }, { attempt, signal }) => {
    if (!sightFor) return
    const sight = sightFor(userId)
    for (let row = await nextOf(userId); row; row = await nextOf(userId)) {
      signal.throwIfAborted()
      try {
        await look(row, { sight, signal, patient: attempt < ATTEMPTS })
      } catch (error) {
        if (spent(error)) return
        throw error
      }
    }
  })

  const waiting = () => db.selectFrom('pictures').where('looked', 'in', ['not-yet', 'waiting'])

  const nextOf = (userId: string): Promise<PictureRow | undefined> =>
    waiting().selectAll().where('user_id', '=', userId).orderBy('id').limit(1).executeTakeFirst()

  async function look(
    row: PictureRow,
    { sight, signal, patient }: { sight: GuardedSight; signal: AbortSignal; patient: boolean },
  ): Promise<void> {
    try {
      const picture = await draw({ bytes: await bytesOf(row) }, { signal, owner: row.user_id })
      const language = await localeOf(row.user_id)
      const { description, written, by } = await sight.look(picture, { language, signal, patient })
      await end(row, { looked: 'done', description, written, looked_by: by, look_reason: null })
    } catch (error) {
      const reason = signal.aborted ? null : reasonOf(error, { patient })
      if (reason === null) throw error
      log.info({ pictureId: row.id, reason }, 'a picture could not be looked at')
      await end(row, { looked: 'failed', look_reason: reason })
    }
  }

  async function bytesOf({ user_id, file_id }: PictureRow): Promise<Uint8Array> {
    const { content } = await open(user_id, file_id)
    return new Uint8Array(Buffer.concat(await Array.fromAsync(content)))
  }

  /** Keeps what was seen, if the picture is still there and still waits; what its owner wrote meanwhile stays. */
  async function end({ id, user_id: userId }: PictureRow, values: Partial<PictureRow>): Promise<void> {
    const changed = await db.transaction().execute(async (trx) => {
      const row = await trx
        .updateTable('pictures')
        .set(values)
        .where('id', '=', id)
        .where('user_id', '=', userId)
        .where('looked', 'in', ['not-yet', 'waiting'])
        .returningAll()
        .executeTakeFirst()
      if (row && values.looked === 'done') await word(trx, row, { passages, newId })
      return row
    })
    if (changed) publish(userId, { type: 'picture-changed', picture_id: id })
  }

  // Those that came before anybody looked, and those that waited for another day.
  if (sightFor)
    jobs.recurring('look-at-waiting', '23 * * * *', async () => {
      const learners = await waiting().select('user_id').distinct().limit(LEARNERS_AT_ONCE).execute()
      for (const { user_id: userId } of learners) await kind.enqueue(db, { userId }, { key: userId })
    })

  return {
    /** What a picture that has just come is: to be looked at, or not, because nobody does. */
    first: sightFor ? ('waiting' as const) : ('not-yet' as const),
    /** Has what waits of a learner looked at, in the caller's transaction. */
    enqueue: async (trx: PictureDb, userId: string): Promise<void> => {
      if (sightFor) await kind.enqueue(trx, { userId }, { key: userId })
    },
  }
}

/** Why a picture will not be looked at, in words for its owner; null: not yet, or never told. */
function reasonOf(error: unknown, { patient }: { patient: boolean }): string | null {
  if (error instanceof WorkStopped) return 'It takes too much work to look at.'
  if (!(error instanceof ProviderError) || error.kind === 'spent' || (patient && error.retryable)) return null
  if (error.kind === 'refused') return 'Whoever looks at pictures here takes none like this.'
  return error.kind === 'misconfigured'
    ? 'Looking at pictures is not set up rightly on this server. Whoever runs it can mend that.'
    : 'Whoever looks at pictures did not answer, however often it was asked.'
}
