import { parseArgs } from 'node:util'
import { goBack } from '../db/going-back.ts'
import { BESIDE_TABLES } from '../db/personal-data.ts'
import { PERSONAL_DATA } from '../personal-data.ts'
import { databaseAddress, dataPlaces } from '../settings.ts'
import { alone } from './alone.ts'
import { type Command, configFor, type Terminal } from './command.ts'
import { inOwnHouse } from './own-house.ts'

/** `lva migrate`: brings the database up to date without starting the server; with `--back`, makes it what it was before. */
export const migrate: Command = {
  summary: 'Bring the database up to date, or back to before the update',
  usage: 'lva migrate [--back] [--env-file FILE] [--accept-new-database]',
  async run(terminal) {
    const { values } = parseArgs({
      args: terminal.args,
      options: {
        back: { type: 'boolean' },
        'env-file': { type: 'string' },
        'accept-new-database': { type: 'boolean' },
      },
    })
    const config = configFor(terminal, values['env-file'])
    if (values.back) {
      await back(config, terminal)
      return 0
    }
    const { print } = terminal
    const acceptNewDatabase = values['accept-new-database'] ?? false
    const { applied, snapshot } = await inOwnHouse(terminal, config, async ({ prepared }) => prepared, {
      acceptNewDatabase,
    })
    print(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}.`)
    if (snapshot)
      print(`A copy from before is at ${snapshot}. As long as nothing is written, lva migrate --back puts it back.`)
    return 0
  },
}

async function back(config: ReturnType<typeof configFor>, { print }: Terminal): Promise<void> {
  const places = dataPlaces(config)
  process.umask(0o077)
  const { copy, undone } = await alone(places.lock, () =>
    goBack({
      ...{ address: databaseAddress(config), snapshots: places.snapshots, temporary: places.temporary },
      ...{ tables: [...Object.keys(PERSONAL_DATA), ...Object.keys(BESIDE_TABLES)], now: () => new Date() },
    }),
  )
  print(`The database is as it was before ${undone.join(', ')}, from ${copy}.`)
  print('Start the release before now: this one would bring the database up to date again.')
}
