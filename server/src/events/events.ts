import type { LearnerEvent } from '@lva/contracts/events'
import { Problem } from '../problem.ts'
import { spread } from '../spread.ts'
import { createMailbox, type Mailbox } from './mailbox.ts'

/** A browser opens one for all its tabs' needs; a learner has a few devices, and a few tabs on each. */
const LISTENERS_MAX = 20

/** Says something to whoever listens for a learner. It says that something has happened, so it comes after the commit. */
export type Publish = (userId: string, event: LearnerEvent) => void

/** What carries events to the other processes of a fleet. */
export interface Carrier {
  send(userId: string, event: LearnerEvent): void
  close(): void
}

type Ear = (userId: string | null, event: LearnerEvent | null) => void

export type Events = ReturnType<typeof createEvents>

/** Events of each learner to those of their pages and programs that listen, here and, with a carrier, in the other processes of a fleet. */
export function createEvents() {
  const mailboxes = new Map<string, Set<Mailbox<LearnerEvent>>>()
  let carrier: Carrier | null = null

  const ears: Ear[] = []
  const tell: Ear = (...heard) => {
    for (const ear of ears) ear(...heard)
  }

  const deliver: Publish = (userId, event) => {
    tell(userId, event)
    for (const mailbox of mailboxes.get(userId) ?? []) mailbox.put(event)
  }

  return {
    /** Never fails and waits for nobody: who does not hear it fetches anew when they come back. */
    publish: ((userId, event) => {
      deliver(userId, event)
      carrier?.send(userId, event)
    }) satisfies Publish,

    /** Has whoever keeps answers, or gives them, hear what happens to whom, in any process; null: to anybody, some of it may be lost. */
    overhear(ear: Ear): void {
      ears.push(ear)
    },

    /** What happens to a learner from now on, beginning with `refetch`. Throws Problem `too-many-requests`. */
    listen(userId: string): Mailbox<LearnerEvent> {
      const theirs = mailboxes.get(userId) ?? new Set()
      if (theirs.size >= LISTENERS_MAX)
        throw new Problem('too-many-requests', 'Too many streams of events are open. Close one.', { retryAfter: 30 })
      const mailbox = createMailbox<LearnerEvent>({
        instead: { type: 'refetch' },
        closed() {
          theirs.delete(mailbox)
          if (theirs.size === 0) mailboxes.delete(userId)
        },
      })
      mailboxes.set(userId, theirs.add(mailbox))
      mailbox.put({ type: 'refetch' })
      return mailbox
    },

    /** Joins the other processes. `connect` is told how events of theirs are delivered, and what to do when some may be lost. */
    join(connect: (ends: { deliver: Publish; mayHaveMissed: () => void }) => Carrier): void {
      carrier = connect({
        deliver,
        mayHaveMissed() {
          tell(null, null)
          for (const userId of mailboxes.keys()) deliver(userId, { type: 'refetch' })
        },
      })
    },

    /** How many listen in this process. */
    listeners: (): number => [...mailboxes.values()].reduce((count, theirs) => count + theirs.size, 0),

    /** Ends every stream, not all in the same moment: who listens comes back at once. */
    async close(): Promise<void> {
      const all = [...mailboxes.values()].flatMap((theirs) => [...theirs])
      await spread(all, (mailbox) => mailbox.close())
      carrier?.close()
    },
  }
}
