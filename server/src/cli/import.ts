import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Imported } from '../conversation/import-exchanges.ts'
import { openOldCaptures } from '../db/old-captures.ts'
import { type Command, configFor, type Terminal, UsageError } from './command.ts'
import { readOldCapture } from './old-capture.ts'
import { inOwnHouse } from './own-house.ts'

const PAGE = 500
const COMPLAINTS_MAX = 20
const BAR = 30

/** `lva import`: brings in a `learning_captures.db` of the earlier version. A second run adds nothing. */
export const importOld: Command = {
  summary: 'Bring in a learning_captures.db of the earlier version',
  usage: 'lva import FILE --user E-MAIL [--dry-run] [--env-file FILE]',
  async run(terminal) {
    const { values, positionals } = parseArgs({
      args: terminal.args,
      allowPositionals: true,
      options: { user: { type: 'string' }, 'dry-run': { type: 'boolean' }, 'env-file': { type: 'string' } },
    })
    const [path] = positionals
    const { user } = values
    if (!path || !user) throw new UsageError(`Say which file and for whom:\n\n  ${this.usage}`)
    const dryRun = values['dry-run'] ?? false
    const config = configFor(terminal, values['env-file'])
    const old = openOldCaptures(resolve(path))
    try {
      return await inOwnHouse(terminal, config, async (house) => {
        const owner = await house.accounts.byEmail(user)
        const { readable, refused, added } = await bringIn(old, terminal, owner.id, (page) =>
          dryRun ? Promise.resolve(0) : house.conversation.importExchanges(owner.id, page, { locale: owner.locale }),
        )
        terminal.print(
          dryRun
            ? `${old.total} rows: ${readable} can be brought in, ${refused} cannot. Nothing was changed.`
            : `${old.total} rows: ${added} brought in for ${owner.email}, ${readable - added} were here already, ${refused} could not be read.`,
        )
        return refused > 0 ? 1 : 0
      })
    } finally {
      old.close()
    }
  },
}

async function bringIn(
  old: ReturnType<typeof openOldCaptures>,
  terminal: Terminal,
  owner: string,
  keep: (page: Imported[]) => Promise<number>,
) {
  const count = { readable: 0, refused: 0, added: 0 }
  let complaints = 0
  const complain = (line: string) => {
    complaints += 1
    if (complaints <= COMPLAINTS_MAX) terminal.complain(line)
    if (complaints === COMPLAINTS_MAX + 1) terminal.complain('More rows like these follow; only their number is told.')
  }
  for (const rows of old.pages(PAGE)) {
    const page: Imported[] = []
    for (const row of rows) {
      const read = readOldCapture(row, owner)
      if ('refused' in read) {
        count.refused += 1
        complain(`Row ${row.id} ${read.refused}.`)
        continue
      }
      for (const change of read.mended) complain(`Row ${row.id} ${change}.`)
      page.push(read.exchange)
    }
    count.added += await keep(page)
    count.readable += page.length
    progress(terminal, count.readable + count.refused, old.total)
  }
  return count
}

function progress({ interactive, print }: Terminal, done: number, total: number) {
  const share = total === 0 ? 1 : Math.min(1, done / total)
  if (interactive) {
    const filled = Math.round(share * BAR)
    process.stdout.write(
      `\r[${'#'.repeat(filled)}${' '.repeat(BAR - filled)}] ${done} of ${total}${done >= total ? '\n' : ''}`,
    )
  } else if (total > PAGE) print(`${done} of ${total}`)
}
