import { parseArgs } from 'node:util'
import { createLog } from '../http/log.ts'
import { openHouse } from '../main.ts'
import { type Command, configFor } from './command.ts'

/** `lva migrate`: brings the database up to date without starting the server. */
export const migrate: Command = {
  summary: 'Bring the database up to date',
  usage: 'lva migrate [--env-file FILE] [--accept-new-database]',
  async run({ args, env, print, complain }) {
    const { values } = parseArgs({
      args,
      options: { 'env-file': { type: 'string' }, 'accept-new-database': { type: 'boolean' } },
    })
    const config = configFor({ env, complain }, values['env-file'])
    const house = await openHouse(config, {
      log: createLog({ level: 'warn', json: false }),
      path: env.PATH ?? '',
      home: env.HOME ?? '',
      acceptNewDatabase: values['accept-new-database'] ?? false,
    })
    const { applied, snapshot } = house.prepared
    print(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}.`)
    if (snapshot) print(`A copy from before is at ${snapshot}.`)
    await house.close()
    return 0
  },
}
