import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { recentUse } from '../db/inspect.ts'
import { recordOf } from '../records.ts'
import { dataPlaces } from '../settings.ts'
import { type Command, configFor } from './command.ts'
import { type House, inOwnHouse } from './own-house.ts'
import { gigabytes } from './sizes.ts'

const DAY_MS = 86_400_000
/** What is kept where; the names of `dataPlaces`. */
const KINDS = ['recordings', 'files', 'exports', 'backups', 'snapshots', 'models'] as const

/** `lva stats`: how much there is of everything, and what it cost. Nothing of what anybody said. */
export const stats: Command = {
  summary: 'Say how much there is: learners, turns, storage, work, cost',
  usage: 'lva stats [--json] [--env-file FILE]',
  async run(terminal) {
    const { values } = parseArgs({
      args: terminal.args,
      options: { json: { type: 'boolean' }, 'env-file': { type: 'string' } },
    })
    const config = configFor(terminal, values['env-file'])
    return inOwnHouse(terminal, config, async (house) => {
      const found = await gather(house, dataPlaces(config), new Date())
      if (values.json) terminal.print(JSON.stringify(found, null, 2))
      else for (const line of linesOf(found)) terminal.print(line)
      return 0
    })
  },
}

async function gather(house: House, places: ReturnType<typeof dataPlaces>, now: Date) {
  const { db } = house.database
  const today = `${now.toISOString().slice(0, 10)}T00:00:00.000Z`
  const turnsSince = async (since: string) => {
    const { count } = await db
      .selectFrom('exchanges')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('said_at', '>=', since)
      .executeTakeFirstOrThrow()
    return Number(count)
  }
  const week = new Date(now.getTime() - 7 * DAY_MS).toISOString()
  const [learners, ofToday, ofWeek, ofAll, sizes, jobs, oldest, { last, check }, usage] = await Promise.all([
    ...([house.accounts.headcount(), turnsSince(today), turnsSince(week), turnsSince('')] as const),
    ...([house.database.sizes(), house.jobs.backlog(), house.jobs.oldestDue(), house.backups.known()] as const),
    recentUse(db, now),
  ])
  const sizesOf = await Promise.all(KINDS.map((kind) => bytesIn(places[kind])))
  return {
    learners,
    turns: { today: ofToday, seven_days: ofWeek, total: ofAll },
    storage: {
      database: sizes.bytes + (sizes.walBytes ?? 0),
      ...recordOf(KINDS, (_kind, at) => sizesOf[at] ?? 0),
    },
    jobs: { due: jobs.due, given_up: jobs.failed, oldest_due: oldest?.toISOString() ?? null },
    backups: { last: last && { at: last.at, bytes: last.bytes }, check: check && { at: check.at, ok: check.ok } },
    usage: usage.map(({ unpricedCalls, ...use }) => ({ ...use, unpriced_calls: unpricedCalls })),
    cost_dollars: usage.reduce((sum, { dollars }) => sum + dollars, 0),
  }
}

/** Bytes of all files below a folder; 0 where it is not. Files that go meanwhile do not count. */
async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  let bytes = 0
  for (const entry of entries)
    if (entry.isFile())
      bytes += await lstat(join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        () => 0,
      )
  return bytes
}

function linesOf({ learners, turns, storage, jobs, backups, usage, cost_dollars }: Awaited<ReturnType<typeof gather>>) {
  const day = (at: string) => at.slice(0, 16).replace('T', ' ')
  return [
    `Learners   ${learners.total} (${learners.active} active, ${learners.seen_today} here today, ${learners.administrators} administrators)`,
    `Turns      ${turns.today} today, ${turns.seven_days} in seven days, ${turns.total} in all`,
    `Storage    ${Object.entries(storage)
      .map(([kind, bytes]) => `${kind} ${gigabytes(bytes)}`)
      .join(', ')}`,
    `Work       ${jobs.due} due${jobs.oldest_due ? `, the oldest since ${day(jobs.oldest_due)}` : ''}, ${jobs.given_up} given up`,
    `Backups    ${backups.last ? `the latest of ${day(backups.last.at)}, ${gigabytes(backups.last.bytes)}` : 'none was made yet'}${backups.check ? `; tried ${day(backups.check.at)}: ${backups.check.ok ? 'all came back' : 'it did not come back'}` : ''}`,
    `Cost       $${cost_dollars.toFixed(2)} at list price in 30 days`,
    ...usage.map(
      ({ capability, provider, model, calls, failures, tokens, dollars, unpriced_calls }) =>
        `  ${capability} ${provider}${model ? ` ${model}` : ''}: ${calls} calls, ${failures} failed, ${tokens} tokens, $${dollars.toFixed(2)}${unpriced_calls ? `, ${unpriced_calls} of unknown price` : ''}`,
    ),
  ]
}
