import type { DatabaseAddress } from '../open.ts'
import { BESIDE_TABLES } from '../personal-data.ts'
import { type CopiedTable, openSnapshot, type Snapshot, type Value } from '../snapshot.ts'
import { MoveFailed, shown, telling } from './failure.ts'
import { isInUse } from './in-use.ts'
import { postgresTarget } from './postgres-target.ts'
import { openSource, type Source } from './source.ts'
import { sqliteTarget } from './sqlite-target.ts'
import { lineOf, type Sum, summing, sumOf } from './sums.ts'
import type { Target } from './target.ts'

/** Rows, and characters of text, that are written at once: memory stays the same however large a database is. */
const ROWS_AT_ONCE = 2_000
const TEXT_AT_ONCE = 4_000_000

/** How far a move is: `done` of `of` rows are looked at again, moved or compared, or texts indexed. */
export interface Progress {
  step: 'looking' | 'moving' | 'comparing' | 'indexing'
  done: number
  of: number
}
type Tell = (progress: Progress) => void

/** From where to where. */
export interface Moving {
  from: DatabaseAddress
  to: DatabaseAddress
  now: () => Date
  tell: Tell
}

/** What was moved. */
export interface Moved {
  tables: ({ name: string } & Sum)[]
  rows: number
  /** Rows that an earlier move, which was cut short, had moved already. */
  kept: number
  /** The id of the installation it is of. */
  installation: string
}

/** What would be moved. */
export interface Planned {
  tables: { name: string; rows: number }[]
  rows: number
  /** A move of the same source was cut short, and would be gone on with. */
  goesOn: boolean
}

/** Looks at both databases and changes nothing. Throws MoveFailed for what {@link moveDatabase} would refuse. */
export function planMove(between: Pick<Moving, 'from' | 'to'>): Promise<Planned> {
  return withBoth(between, async (source, target) => ({
    tables: source.tables.map(({ table: { name }, rows }) => ({ name, rows })),
    rows: source.rows,
    goesOn: (await leftBy(source, target, between.to)) !== null,
  }))
}

/**
 * Moves a whole database into an empty one of either engine, in pieces: cut short, it goes on where it was when it is called again, after
 * comparing what is there. The target may be used only when this resolves; then every table has as many rows with the same content. The
 * source is not changed. Throws MoveFailed with a sentence for the operator.
 */
export function moveDatabase({ from, to, now, tell }: Moving): Promise<Moved> {
  return withBoth({ from, to }, async (source, target) => {
    let kept = (await leftBy(source, target, to)) && (await sameSoFar(source, target, { from, to, tell }))
    if (kept === null) {
      // Nothing is there, or what an interrupted move has left is not what is in the source now.
      const ours = [...source.snapshot.tables.map(({ name }) => name), ...Object.keys(BESIDE_TABLES)]
      const { migrations } = source.snapshot
      await telling(to, async () => {
        await target.clear(ours)
        await target.begin({ from: source.id, migrations }, now)
      })
      kept = new Map()
    }
    const tables: Moved['tables'] = []
    let done = 0
    const moved = (rows: number) => {
      done += rows
      tell({ step: 'moving', done, of: source.rows })
    }
    for (const { table } of source.tables) {
      const skip = kept.get(table.name) ?? 0
      tables.push({ name: table.name, ...(await copy(table, { source, target, from, to, skip, moved })) })
    }
    await compare(tables, source, { target, to, tell })
    const { numbers } = source.snapshot
    await source.snapshot.close()
    if (await telling(from, () => isInUse(from)))
      throw new MoveFailed(`A server was started on ${shown(from)} meanwhile. Stop it, and call lva move again.`)
    const of = source.tables.reduce((sum, { table: { name }, rows }) => sum + (TEXTS.includes(name) ? rows : 0), 0)
    const onTexts = (done: number) => tell({ step: 'indexing', done, of })
    await telling(to, () => target.finish({ numbers, installation: source.facts, onTexts }))
    const { rows, installation } = source
    return { tables, rows, kept: [...kept.values()].reduce((sum, rows) => sum + rows, 0), installation }
  })
}

/** Whose texts are in the keyword indexes. */
const TEXTS = ['exchanges', 'passages']

async function withBoth<T>(
  { from, to }: Pick<Moving, 'from' | 'to'>,
  use: (source: Source, target: Target) => Promise<T>,
): Promise<T> {
  const source = await telling(from, () => openSource(from))
  const target = 'file' in to ? sqliteTarget(to.file) : postgresTarget(to)
  try {
    return await use(source, target)
  } finally {
    await target.close()
    // A connection that was lost has nothing left to close.
    await source.snapshot.close().catch(() => {})
  }
}

async function leftBy({ id }: Source, target: Target, to: DatabaseAddress) {
  const left = await telling(to, target.left)
  if (left && left.from !== id)
    throw new MoveFailed(
      `A move of another database to ${shown(to)} was cut short. Call that one again, or remove what it has left.`,
    )
  return left
}

/** How many rows of each table are there already, where all of them are the first of the source's; null where one is not. */
async function sameSoFar(
  { snapshot, tables, rows: of }: Source,
  target: Target,
  { from, to, tell }: Pick<Moving, 'from' | 'to' | 'tell'>,
): Promise<Map<string, number> | null> {
  const there = await telling(to, () => openSnapshot(target.reading))
  const kept = new Map<string, number>()
  let done = 0
  try {
    for (const { table } of tables) {
      const theirs = rowsOf(snapshot.pages(table))
      let rows = 0
      try {
        for await (const page of there.pages(table)) {
          for (const row of page) {
            const next = await telling(from, () => theirs.next())
            if (next.done || lineOf(next.value) !== lineOf(row)) return null
          }
          rows += page.length
          done += page.length
          tell({ step: 'looking', done, of })
        }
      } finally {
        await theirs.return(undefined)
      }
      kept.set(table.name, rows)
    }
    return kept
  } finally {
    await there.close()
  }
}

interface Copying extends Pick<Moving, 'from' | 'to'> {
  source: Source
  target: Target
  /** So many rows are there already. */
  skip: number
  moved: (rows: number) => void
}

async function copy(table: CopiedTable, { source, target, from, to, skip, moved }: Copying): Promise<Sum> {
  const sum = summing()
  const pages = source.snapshot.pages(table)
  let [waiting, text, seen]: [Value[][], number, number] = [[], 0, 0]
  async function write() {
    const rows = waiting
    if (rows.length > 0) await telling(to, () => target.write(table, rows))
    ;[waiting, text] = [[], 0]
  }
  for (;;) {
    const page = await telling(from, () => pages.next())
    if (page.done) break
    for (const row of page.value) {
      text += sum.add(row)
      seen += 1
      if (seen > skip) waiting.push(row)
    }
    if (waiting.length >= ROWS_AT_ONCE || text >= TEXT_AT_ONCE) await write()
    moved(page.value.length)
  }
  await write()
  return sum.end()
}

/** Reads everything that was written, and throws where it is not what was read. */
async function compare(
  tables: Moved['tables'],
  source: Source,
  { target, to, tell }: { target: Target; to: DatabaseAddress; tell: Tell },
): Promise<void> {
  const there = await telling(to, () => openSnapshot(target.reading))
  let done = 0
  const onRows = (rows: number) => {
    done += rows
    tell({ step: 'comparing', done, of: source.rows })
  }
  try {
    for (const { name, rows, sha256 } of tables) {
      const table = source.tables.find((known) => known.table.name === name)?.table
      const sum = table && (await telling(to, () => sumOf(there, table, { onRows })))
      if (sum?.sha256 !== sha256 || sum.rows !== rows)
        throw new MoveFailed(
          `${name} has ${sum?.rows} rows at ${shown(to)}, which are not the ${rows} that were read. Call lva move again; the source is as it was.`,
        )
    }
  } finally {
    await there.close().catch(() => {})
  }
}

async function* rowsOf(pages: ReturnType<Snapshot['pages']>): AsyncGenerator<Value[]> {
  for await (const page of pages) yield* page
}
