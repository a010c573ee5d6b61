import { parseArgs } from 'node:util'
import { keepingNeeds, objectStore } from '../backed-up.ts'
import { createKeeping } from '../backups/keeping.ts'
import makeArchive from '../backups/making.ts'
import { openKeys } from '../config/keys.ts'
import { keepPrivate } from '../config/private-folder.ts'
import { withSettings } from '../config.ts'
import { inspectDatabase } from '../db/inspect.ts'
import { createOutgoing } from '../outgoing/outgoing.ts'
import { databaseAddress, dataPlaces } from '../settings.ts'
import { type Command, CommandFailed, configFor } from './command.ts'
import { passphraseIn } from './passphrase.ts'
import { gigabytes } from './sizes.ts'

/** `lva backup`: everything in one sealed file, while the server goes on working. */
export const backup: Command = {
  summary: 'Copy everything into one sealed file, while the server works',
  usage: 'lva backup [--to FOLDER|s3://BUCKET/FOLDER] [--passphrase-file FILE] [--env-file FILE]',
  async run(terminal) {
    const { values } = parseArgs({
      args: terminal.args,
      options: {
        to: { type: 'string' },
        'passphrase-file': { type: 'string' },
        'env-file': { type: 'string' },
      },
    })
    const read = configFor(terminal, values['env-file'])
    const passphrase = passphraseIn(values['passphrase-file']) ?? read.BACKUP_PASSPHRASE
    const toStore = values.to?.startsWith('s3://') ? values.to.slice('s3://'.length) : null
    const config = withSettings(read, {
      BACKUP_PASSPHRASE: passphrase,
      ...(values.to !== undefined && toStore === null ? { BACKUP_DIR: values.to, S3_BUCKET: undefined } : {}),
    })
    const address = databaseAddress(config)
    const now = () => new Date()
    const { state, exchanges } = await inspectDatabase(address, now())
    if (state === 'absent')
      throw new CommandFailed('There is no data yet that could be kept. Check DATA_DIR and DATABASE_URL.')
    if (state !== 'usable') throw new CommandFailed(`The database cannot be copied: it ${state}.`)
    const places = dataPlaces(config)
    process.umask(0o077)
    keepPrivate(places.folder, places.names)
    const keys = openKeys(places.folder, { key: config.ENCRYPTION_KEY, previous: config.ENCRYPTION_KEY_PREVIOUS })
    const outgoing = createOutgoing({ allow: config.OUTGOING_ALLOW })
    const needs = keepingNeeds(config, { address, keys, outgoing, now })
    const elsewhere = toStore === null ? needs.elsewhere : objectStore(config, toStore, { outgoing, now })
    if (toStore !== null && !elsewhere)
      throw new CommandFailed(
        'Give S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY, and S3_ENDPOINT where the store is not Amazon’s.',
      )
    const keeping = createKeeping({ ...needs, elsewhere })
    const show = terminal.interactive ? (line: string) => process.stdout.write(`\r${line}`) : () => {}
    const made = await stoppable(
      (signal) =>
        keeping.backUp(
          (asked, onProgress) =>
            makeArchive(asked, {
              tell(progress) {
                signal.throwIfAborted()
                onProgress(progress)
              },
            }),
          ({ done, of }) => show(`${gigabytes(done)} of about ${gigabytes(of)}`),
        ),
      () => new CommandFailed('It was stopped. Nothing is left of it, and the older backups stay.'),
    )
    show('\u001b[K')
    await stoppable(
      (signal) => keeping.settle(made.name, signal),
      () => new CommandFailed(`Sending was stopped. The backup itself is in ${keeping.here.pathOf(made.name)}.`),
    )
    terminal.print(
      `${made.rows} rows, among them ${exchanges} turns, and ${made.files} files are in ${keeping.here.pathOf(made.name)} (${gigabytes(made.bytes)}, ${made.seconds} s).`,
    )
    if (elsewhere) terminal.print(`It was sent to ${elsewhere.place} as well.`)
    if (passphrase === undefined)
      terminal.print(
        keys.from === 'file'
          ? 'It is sealed with keys.json of the data folder. Keep a copy of that file somewhere else: without it nobody can open this backup.'
          : 'It is sealed with ENCRYPTION_KEY. Keep that somewhere else as well: without it nobody can open this backup.',
      )
    return 0
  },
}

/**
 * Does something that a person may break off: at the first signal to stop it is told, and ends by itself, leaving nothing half done; the second
 * ends the process as ever.
 */
async function stoppable<T>(work: (signal: AbortSignal) => Promise<T>, stopped: () => Error): Promise<T> {
  const stopping = new AbortController()
  const stop = () => stopping.abort(stopped())
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.once(signal, stop)
  try {
    return await work(stopping.signal)
  } finally {
    for (const signal of signals) process.off(signal, stop)
  }
}
