import { pino } from 'pino'
import type { Config } from '../config.ts'
import { createLog } from '../http/log.ts'
import { openHouse } from '../main.ts'
import type { Terminal } from './command.ts'

/** The whole house, without its doors. */
export type House = Awaited<ReturnType<typeof openHouse>>

/**
 * Opens the house for one command and closes it, whatever became of `work`. What it logs, from `level` on, goes to the error output: what is
 * printed may be read by another program. Throws what `openHouse` throws.
 */
export async function inOwnHouse<Result>(
  { env }: Pick<Terminal, 'env'>,
  config: Config,
  work: (house: House) => Promise<Result>,
  { level = 'warn', acceptNewDatabase = false }: { level?: 'warn' | 'error'; acceptNewDatabase?: boolean } = {},
): Promise<Result> {
  const house = await openHouse(config, {
    log: createLog({ level, json: false, to: pino.destination({ fd: 2, sync: true }) }),
    path: env.PATH ?? '',
    home: env.HOME ?? '',
    acceptNewDatabase,
  })
  try {
    return await work(house)
  } finally {
    await house.close()
  }
}
