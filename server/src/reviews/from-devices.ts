import { DeviceReview, type DeviceReviewsTaken } from '@lva/contracts/review-requests'
import type { Learner } from '../learner.ts'
import type { ReviewDb } from './review-db.ts'
import type { Taking } from './taking.ts'

/** Clocks of devices differ; what is from later than this has not happened. */
const CLOCK_SKEW_MS = 5 * 60_000

/** Takes down reviews of devices that were offline, one by one, so that one that is wrong spoils no other. */
export function createFromDevices({ db, taking, now }: { db: ReviewDb; taking: Taking; now: () => Date }) {
  async function takeOne(learner: Learner, sent: unknown): Promise<DeviceReviewsTaken['results'][number]> {
    const read = DeviceReview.safeParse(sent)
    if (!read.success) return { id: idIn(sent), outcome: 'refused', why: reasonOf(read.error) }
    const { id, prompt_id, rating } = read.data
    const at = new Date(read.data.at)
    if (at.getTime() > now().getTime() + CLOCK_SKEW_MS)
      return { id, outcome: 'refused', why: 'It says that it is from the future. Set the clock of the device.' }
    const answered = { id, promptId: prompt_id, at, rating, gradedBy: 'self' as const }
    const fresh = await db.transaction().execute((trx) => taking.take(trx, learner, answered))
    if (fresh === null) return { id, outcome: 'refused', why: 'What it asked is gone, or is not kept any more.' }
    return { id, outcome: fresh ? 'taken' : 'known', why: null }
  }

  return {
    async take(learner: Learner, sent: readonly unknown[]): Promise<DeviceReviewsTaken['results']> {
      const results = []
      for (const one of sent) results.push(await takeOne(learner, one))
      return results
    },
  }
}

function idIn(sent: unknown): string | null {
  const id = typeof sent === 'object' && sent !== null && 'id' in sent ? sent.id : null
  return typeof id === 'string' ? id.slice(0, 64).toWellFormed() : null
}

function reasonOf({
  issues,
}: {
  issues: ReadonlyArray<{ path: ReadonlyArray<PropertyKey>; message: string }>
}): string {
  const [first] = issues
  return first
    ? `${first.path.map(String).join('.') || 'review'}: ${first.message}`.slice(0, 200)
    : 'It cannot be read.'
}
