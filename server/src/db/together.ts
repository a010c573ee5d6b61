import { type RawBuilder, sql } from 'kysely'

/**
 * Several selects of the same columns as one statement; {@link apart} tells their rows apart again. A statement costs as much as three looks
 * into an index, and on another machine a way there and back.
 */
export function together<Row>(selects: ReadonlyArray<RawBuilder<unknown>>): RawBuilder<Asked<Row>> {
  const one = (select: RawBuilder<unknown>, at: number) =>
    sql`select cast(${sql.lit(at)} as integer) as asked, s.* from (${select}) s`
  return sql<Asked<Row>>`${sql.join(selects.map(one), sql` union all `)}`
}

/** A row, and which of the selects it came from. */
export type Asked<Row> = Row & { asked: number }

/** The rows of so many selects, each in its own order. */
export function apart<Row extends { asked: number }>(rows: readonly Row[], count: number): Row[][] {
  const answers = Array.from({ length: count }, (): Row[] => [])
  for (const row of rows) answers[row.asked]?.push(row)
  return answers
}
