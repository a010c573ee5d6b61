import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'

export type FactTables = Pick<
  Tables,
  'facts' | 'uncounted_days' | 'sittings' | 'learner_days' | 'topic_days' | 'users' | 'exchanges' | 'concept_mentions'
>
export type FactDb = Kysely<FactTables>
