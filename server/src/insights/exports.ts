import type { AnalyticsTable } from '@lva/contracts/insights-export'
import type { Kysely } from 'kysely'
import { asCsv, asJson, type ExportedFile, type Pages } from './exporting.ts'
import type { createNotebook } from './noticing/notebook.ts'
import type { Reading, ReadTables } from './reading.ts'

const COLUMNS: Record<AnalyticsTable, string[]> = {
  days: ['day', 'turns', 'words', 'seconds', 'sessions', 'reviews', 'recalled', 'teach_backs'],
  sessions: ['began', 'ended', 'day', 'turns', 'words', 'seconds', 'reviews', 'recalled'],
  topics: ['concept_id', 'topic', 'days', 'first_day', 'last_day', 'turns', 'reviews', 'recalled'],
  insights: ['id', 'found_on', 'kind', 'importance', 'title', 'because', 'n', 'state'],
}

/** Everything the pictures are drawn from, to be taken along. */
export function createExports({
  db,
  reading,
  notebook,
  now,
}: {
  db: Kysely<ReadTables>
  reading: Reading
  notebook: ReturnType<typeof createNotebook>
  now: () => Date
}) {
  const tables = (userId: string): Record<AnalyticsTable, Pages> => ({
    days: async (after, limit) => {
      const rows = await db
        .selectFrom('learner_days')
        .select(['day', 'turns', 'words', 'seconds', 'sittings as sessions', 'reviews', 'recalled', 'teach_backs'])
        .where('user_id', '=', userId)
        .where('day', '>', String(after?.day ?? ''))
        .orderBy('day')
        .limit(limit)
        .execute()
      return rows
    },
    sessions: (after, limit) => reading.sessions(userId, { after: String(after?.began ?? ''), limit }),
    topics: async (after, limit) => {
      const rows = await reading.everyTopic(userId, { after: String(after?.concept_id ?? ''), limit })
      return rows.map(({ conceptId, name, days, firstDay, lastDay, turns, reviews, recalled }) => ({
        ...{
          concept_id: conceptId,
          topic: name,
          days,
          first_day: firstDay,
          last_day: lastDay,
          turns,
          reviews,
          recalled,
        },
      }))
    },
    insights: async (after, limit) => {
      const rows = await notebook.page(userId, { after: String(after?.id ?? ''), limit })
      const told = new Map((await notebook.told(userId, rows, 'en')).map((insight) => [insight.id, insight]))
      return rows.map(({ id, found_on, importance, n, state }) => {
        const { kind = null, title = null, because = null } = told.get(id) ?? {}
        return { id, found_on, kind, importance, title, because, n, state }
      })
    },
  })

  return {
    csv: (userId: string, table: AnalyticsTable): Promise<ExportedFile> =>
      asCsv(table, COLUMNS[table], tables(userId)[table]),
    json: (userId: string): Promise<ExportedFile> => asJson(tables(userId), now()),
  }
}
