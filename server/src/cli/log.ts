import { pino } from 'pino'
import { createLog } from '../http/log.ts'

/** The log of a command, on the error output: what is printed may be read by another program. */
export const commandLog = (level: 'warn' | 'error') =>
  createLog({ level, json: false, to: pino.destination({ fd: 2, sync: true }) })
