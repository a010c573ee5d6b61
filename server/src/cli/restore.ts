import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { objectStore } from '../backed-up.ts'
import { ASIDE_DAYS } from '../backups/aside.ts'
import { houseIn, ledgerOf } from '../backups/names.ts'
import type { Restored } from '../backups/restoring.ts'
import { asEnvironmentFile, changedSettings } from '../config/kept-settings.ts'
import { type Config, withSettings } from '../config.ts'
import { createOutgoing } from '../outgoing/outgoing.ts'
import { withTemporaryFile } from '../providers/temporary-file.ts'
import { putBack } from '../put-back.ts'
import { dataPlaces } from '../settings.ts'
import { type Command, CommandFailed, configFor, type Terminal, UsageError } from './command.ts'
import { type House, inOwnHouse } from './own-house.ts'
import { passphraseIn } from './passphrase.ts'

/** `lva restore`: puts a backup back, into an empty installation or in the place of what is there. */
export const restore: Command = {
  summary: 'Put a backup back',
  usage:
    'lva restore FILE|s3://BUCKET/FOLDER/NAME [--passphrase-file FILE] [--over] [--settings-to FILE] [--env-file FILE]',
  async run(terminal) {
    const { values, positionals } = parseArgs({
      args: terminal.args,
      allowPositionals: true,
      options: {
        'passphrase-file': { type: 'string' },
        over: { type: 'boolean' },
        'settings-to': { type: 'string' },
        'env-file': { type: 'string' },
      },
    })
    const [named] = positionals
    if (named === undefined) throw new UsageError(`Say which backup:\n\n  ${this.usage}`)
    const read = configFor(terminal, values['env-file'])
    const given = passphraseIn(values['passphrase-file'])
    const config = withSettings(read, { BACKUP_PASSPHRASE: given ?? read.BACKUP_PASSPHRASE })
    // The archive may be of before the passphrase was changed, and the ledger of after it.
    const otherPassphrases = given !== undefined && read.BACKUP_PASSPHRASE !== undefined ? [read.BACKUP_PASSPHRASE] : []
    const settingsTo = values['settings-to']
    if (settingsTo !== undefined && existsSync(settingsTo))
      throw new CommandFailed(`There is a file ${resolve(settingsTo)} already. Name one that is not there.`)
    process.umask(0o077)
    const restored = await withArchive(named, config, (archive, ledger) =>
      putBack(config, { archive, ledger, over: values.over ?? false, otherPassphrases }),
    )
    await settle(config, terminal, restored)
    tellSettings(config, terminal, { restored, to: settingsTo })
    return 0
  },
}

const now = () => new Date()

/** Lends the archive, and the erasure ledger beside it, as files of this machine. */
async function withArchive<T>(
  named: string,
  config: Config,
  use: (archive: string, ledger: string | null) => Promise<T>,
): Promise<T> {
  if (!named.startsWith('s3://')) {
    const archive = resolve(named)
    if (!existsSync(archive)) throw new CommandFailed(`There is no file ${archive}.`)
    return use(archive, ledgerBeside(archive))
  }
  const outgoing = createOutgoing({ allow: config.OUTGOING_ALLOW })
  const [place, name] = [dirname(named.slice('s3://'.length)), basename(named)]
  const store = objectStore(config, place, { outgoing, now })
  if (!store)
    throw new CommandFailed(
      'Give S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY, and S3_ENDPOINT where the store is not Amazon’s.',
    )
  return withTemporaryFile(dataPlaces(config).temporary, name, async (path) => {
    if (!(await store.fetch(name, path))) throw new CommandFailed(`There is no ${name} in ${store.place}.`)
    const house = houseIn(name)
    const ledger = house && join(dirname(path), ledgerOf(house))
    return use(path, ledger && (await store.fetch(basename(ledger), ledger)) ? ledger : null)
  })
}

/** The list of erased accounts that lies beside an archive and belongs to it, if there is one. */
function ledgerBeside(archive: string): string | null {
  const [folder, house] = [dirname(archive), houseIn(basename(archive))]
  const lists = readdirSync(folder).filter((name) => (house ? name === ledgerOf(house) : name.endsWith('.lvae')))
  // A file that has lost its name does not say which is its own.
  if (lists.length > 1)
    throw new CommandFailed('There are several lists of erased accounts beside it. Give the backup the name it had.')
  return lists[0] === undefined ? null : join(folder, lists[0])
}

/** Erases again whoever was erased since, notes what was done, and says so. */
async function settle(config: Config, { env, print }: Terminal, { head, rows, files, aside }: Restored): Promise<void> {
  const putBack = async (house: House) => {
    const erased = await house.privacy.erasures.applyAgain()
    await house.audit.note(house.database.db, {
      ...{ action: 'backup-restored', by: 'operator', details: { made_at: head.made_at, erased } },
    })
    print(`The backup of ${head.made_at} (release ${head.version}) is back: ${rows} rows and ${files} files.`)
    if (house.prepared.applied.length > 0) print(`Brought up to date: ${house.prepared.applied.join(', ')}.`)
    if (erased > 0) print(`${erased} accounts that were erased since then were erased again.`)
    for (const place of aside) print(`What was here before stands in ${place}. Remove it when you do not need it.`)
    if (aside.length > 0) print(`A folder before-restore-… goes by itself after ${ASIDE_DAYS} days.`)
  }
  await inOwnHouse({ env }, config, putBack, { level: 'error' })
}

/** Says which settings differ from those of the backup, which changes none, and writes its own into a file where that is asked for. */
function tellSettings(
  config: Config,
  { print }: Terminal,
  { restored: { configuration }, to }: { restored: Restored; to: string | undefined },
): void {
  if (configuration === null) return
  const changed = changedSettings(configuration, config)
  if (changed.length > 0) {
    print('The backup changes no settings. These differ from when it was made:')
    for (const line of changed) print(`  ${line}`)
  }
  if (to === undefined) return
  writeFileSync(to, asEnvironmentFile(configuration), { mode: 0o600, flag: 'wx' })
  print(`The settings of the backup are in ${resolve(to)}.`)
}
