import type { Kysely, Selectable, Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { Facts } from '../facts/facts.ts'
import type { OwnTables } from './tables.ts'

export type GoalTables = Pick<
  Tables,
  keyof OwnTables | 'facts' | 'learner_days' | 'sittings' | 'topic_days' | 'concepts' | 'exchanges'
>
export type GoalDb = Kysely<GoalTables>
export type GoalTrx = Transaction<GoalTables>
export type GoalRow = Selectable<Tables['goals']>

/** What goals need of the log of facts. */
export type Log = Pick<Facts, 'record' | 'idOf' | 'of' | 'pages' | 'count' | 'partOf'>

/** How well a learner knows the concepts they keep; one without an id is of what nothing speaks of (any more), such as a deck. */
export type Mastery = (
  userId: string,
) => Promise<ReadonlyArray<{ conceptId: string | null; name: string; level: string }>>
