import { z } from 'zod'

/** Tables of an export. */
export const AnalyticsTable = z.enum(['days', 'sessions', 'topics', 'insights'])
export type AnalyticsTable = z.infer<typeof AnalyticsTable>
/** One table as CSV, or all of them as JSON. */
export const AnalyticsExportQuery = z.object({
  format: z.enum(['json', 'csv']).default('json'),
  table: AnalyticsTable.default('days'),
})
export type AnalyticsExportQuery = z.infer<typeof AnalyticsExportQuery>
