import type { Kysely, Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { OwnTables } from './tables.ts'

export type AnalysisTables = Pick<Tables, keyof OwnTables | 'exchanges' | 'sessions'>
export type AnalysisDb = Kysely<AnalysisTables>
export type AnalysisTrx = Transaction<AnalysisTables>
