import type { Kysely, Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'

export type AnalysisTables = Pick<
  Tables,
  'analyses' | 'analysis_statements' | 'analysis_turns' | 'exchanges' | 'sessions'
>
export type AnalysisDb = Kysely<AnalysisTables>
export type AnalysisTrx = Transaction<AnalysisTables>
