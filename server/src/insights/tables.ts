import type { Insight, InsightRule } from '@lva/contracts/insights'

/** The tables of this slice. */
export interface OwnTables {
  /** What was noticed about how somebody learns. `key` says what of; the same is never told twice. */
  insights: {
    id: string
    user_id: string
    rule: InsightRule
    key: string
    importance: number
    n: number
    /** JSON: numbers and days. */
    figures: string
    concept_id: string | null
    found_on: string
    found_at: string
    state: Insight['state']
    /** The day from which one that was put off is shown again. */
    until: string | null
  }
}

declare module '../db/tables.ts' {
  interface Tables extends OwnTables {}
}
