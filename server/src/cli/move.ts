import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { keepPrivate } from '../config/private-folder.ts'
import { database } from '../config/values.ts'
import { shown } from '../db/moving/failure.ts'
import { type Moved, moveDatabase, type Progress, planMove } from '../db/moving/move.ts'
import type { DatabaseAddress } from '../db/open.ts'
import { readMarker, writeMarker } from '../db/prepare.ts'
import { databaseAddress, dataPlaces } from '../settings.ts'
import { alone } from './alone.ts'
import { type Command, configFor, type Terminal, UsageError } from './command.ts'
import { number, showingProgress } from './progress.ts'

const WHAT: Record<Progress['step'], string> = {
  looking: 'rows looked at, from where it was cut short',
  moving: 'rows moved',
  comparing: 'rows compared',
  indexing: 'texts in the keyword index',
}
/** So much of a hash tells two tables apart. */
const HASH_SHOWN = 16

/** `lva move`: the whole database to the other engine, or to another place, while no server runs. */
export const move: Command = {
  summary: 'Move everything from SQLite to PostgreSQL, or back',
  usage: [
    'lva move [--from URL] [--to URL] [--dry-run] [--env-file FILE]',
    'A URL is sqlite:///relative/file, sqlite:////absolute/file or postgresql://user:password@host:5432/name.',
    'Unless said otherwise it goes from DATABASE_URL to the file in DATA_DIR.',
  ].join('\n'),
  async run(terminal) {
    const { values } = parseArgs({
      args: terminal.args,
      options: {
        from: { type: 'string' },
        to: { type: 'string' },
        'dry-run': { type: 'boolean' },
        'env-file': { type: 'string' },
      },
    })
    const config = configFor(terminal, values['env-file'])
    const places = dataPlaces(config)
    const from = values.from === undefined ? databaseAddress(config) : addressIn('--from', values.from)
    const to: DatabaseAddress =
      values.to === undefined
        ? { engine: 'sqlite', file: join(places.folder, 'companion.db') }
        : addressIn('--to', values.to)
    if (shown(from) === shown(to))
      throw new UsageError(`Say where it is moved to:\n\n  ${this.usage.replaceAll('\n', '\n  ')}`)
    process.umask(0o077)
    keepPrivate(places.folder, places.names)
    await alone(places.lock, () =>
      values['dry-run']
        ? plan(terminal, { from, to })
        : carry(terminal, { from, to, isDefault: values.to === undefined, folder: places.folder }),
    )
    return 0
  },
}

async function plan({ print }: Terminal, { from, to }: { from: DatabaseAddress; to: DatabaseAddress }): Promise<void> {
  const { tables, rows, goesOn } = await planMove({ from, to })
  for (const table of tables.filter((one) => one.rows > 0)) print(`${table.name.padEnd(28)} ${number(table.rows)}`)
  print(`${number(rows)} rows would be moved from ${shown(from)} to ${shown(to)}. Nothing was changed.`)
  if (goesOn) print('A move of the same database was cut short there; it would be gone on with.')
}

async function carry(
  { print, interactive }: Terminal,
  { from, to, isDefault, folder }: { from: DatabaseAddress; to: DatabaseAddress; isDefault: boolean; folder: string },
): Promise<void> {
  const progress = showingProgress({ interactive, print, write: (text) => void process.stdout.write(text) })
  const began = performance.now()
  let moved: Moved
  try {
    moved = await moveDatabase({
      ...{ from, to, now: () => new Date() },
      tell: ({ step, ...reached }) => progress.show(WHAT[step], reached),
    })
  } finally {
    progress.clear()
  }
  const { tables, rows, kept, installation } = moved
  // From now on the database that was left is refused here, so that nobody goes on there by mistake.
  if (readMarker(folder) === installation) writeMarker(folder, installation, { from: shown(from), to: shown(to) })
  const seconds = Math.max(1, Math.round((performance.now() - began) / 1000))
  if (kept > 0) print(`It went on where it was cut short: ${number(kept)} rows were there already.`)
  for (const { name, sha256, ...table } of tables.filter((one) => one.rows > 0))
    print(`${name.padEnd(28)} ${number(table.rows).padStart(12)}  ${sha256.slice(0, HASH_SHOWN)}`)
  print(`${number(rows)} rows of ${tables.length} tables have the same counts and hashes on both sides (${seconds} s).`)
  print(
    isDefault
      ? 'Now remove DATABASE_URL from the settings and start the server.'
      : `Now set DATABASE_URL=${shown(to)}${'url' in to ? ' (with its password)' : ''} and start the server.`,
  )
  print('DATA_DIR stays as it is: recordings, documents, keys and the list of erased accounts are not in the database.')
  print(
    `${shown(from)} was not changed. Keep it until you are content, and then remove it: it holds everything as well.`,
  )
}

function addressIn(option: string, text: string): DatabaseAddress {
  const read = database.safeParse(text)
  if (!read.success) throw new UsageError(`${option} ${read.error.issues[0]?.message}.`)
  return read.data.engine === 'sqlite' ? { engine: 'sqlite', file: resolve(read.data.file) } : read.data
}
