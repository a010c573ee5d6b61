import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SESSIONS_FILE, type SessionsRead } from '../load/phase.ts'
import { counted, type Reading, reader } from './readings.ts'

/** What npm run bench:voice read last, or null. */
export function lastSessions(folder: string): SessionsRead | null {
  const file = join(folder, SESSIONS_FILE)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as SessionsRead) : null
}

/** V12. A bucket's upper end has no interval: it is never better than it was. */
export function readSessions({ phases, memory, sessions }: SessionsRead): Reading[] {
  const of = reader(null)
  return [
    ...phases.flatMap(({ name, frameMs, frames, dropped, held, thereAndBackMs }) => [
      of('V12', `a frame is handled within, p99, ${name}`, counted(frameMs.p99, frames), 'ms', { most: 20 }),
      of('V12', `a frame there and back, p99, ${name}`, counted(thereAndBackMs.p99, thereAndBackMs.n), 'ms'),
      of('V12', `frames dropped, ${name}`, counted(dropped, frames), 'count', { most: 0 }),
      of('V12', `the shares held, ${name}`, counted(held ? 1 : 0, sessions), 'count', { least: 1 }),
    ]),
    of('V12', 'MB for each live voice', counted(memory.perSession, sessions), 'ratio'),
  ]
}
