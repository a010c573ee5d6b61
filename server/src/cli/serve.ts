import { parseArgs } from 'node:util'
import type { Config } from '../config.ts'
import { createLog } from '../http/log.ts'
import { openHouse } from '../main.ts'
import { type Command, CommandFailed, configFor } from './command.ts'

/** `lva serve`: opens the doors and keeps them open until told to stop. */
export const serve: Command = {
  summary: 'Start the server',
  usage: 'lva serve [--env-file FILE] [--port N] [--accept-new-database]',
  async run({ args, env, complain }) {
    const { values } = parseArgs({
      args,
      options: { 'env-file': { type: 'string' }, port: { type: 'string' }, 'accept-new-database': { type: 'boolean' } },
    })
    const config = configFor(
      { env: values.port === undefined ? env : { ...env, PORT: values.port }, complain },
      values['env-file'],
    )
    const log = createLog({ level: config.DEBUG ? 'debug' : config.LOG_LEVEL, json: config.LOG_JSON_FORMAT })
    // Node itself would print the message, which may quote what somebody said.
    process.once('uncaughtException', (err) => {
      log.fatal({ err }, 'the server met a fault it cannot go on from')
      process.exit(1)
    })
    const house = await openHouse(config, {
      log,
      path: env.PATH ?? '',
      home: env.HOME ?? '',
      acceptNewDatabase: values['accept-new-database'] ?? false,
    })
    // Heard from the first moment on: whoever stops a server that is just starting means it.
    const stopped = new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
    })
    try {
      const url = await house.serve()
      log.info({ url, version: house.operations.welcome().version }, 'listening')
      process.send?.({ type: 'listening', url })
      await stopped
      log.info('stopping: finishing what is running')
      return 0
    } catch (error) {
      throw portProblem(error, config) ?? error
    } finally {
      await house.close()
      if (process.connected) process.disconnect()
    }
  },
}

function portProblem(error: unknown, { PORT, HOST }: Config): CommandFailed | null {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'EADDRINUSE')
    return new CommandFailed(
      `Port ${PORT} is in use, perhaps by another copy of this server. Stop that one, or choose another port: npm start -- --port 8001`,
    )
  if (code === 'EACCES')
    return new CommandFailed(
      `Port ${PORT} needs more rights than this user has. Choose one above 1023: npm start -- --port 8000`,
    )
  if (code === 'EADDRNOTAVAIL') return new CommandFailed(`HOST=${HOST} is not an address of this machine.`)
  return null
}
