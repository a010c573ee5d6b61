import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Chosen } from '../backups/first-run.ts'
import { BackupUnusable } from '../backups/unusable.ts'
import { type Config, withSettings } from '../config.ts'
import { openWaitingDoor } from '../http/waiting-door.ts'
import { openHouse } from '../main.ts'
import { putBack } from '../put-back.ts'
import { tlsSettings } from '../settings.ts'
import type { Surroundings } from '../surroundings.ts'

/**
 * Keeps a house open until `stopped`. Where a backup is chosen on the first page of an empty one, the house is closed, the backup put back,
 * and the house opened again; `onListening` hears of the doors each time.
 */
export async function serveUntil(
  stopped: Promise<void>,
  config: Config,
  { onListening, ...surroundings }: Surroundings & { onListening(url: string, version: string): void },
): Promise<void> {
  const { log } = surroundings
  let notPutBack: string | undefined
  for (let again = false; ; again = true) {
    const house = await openHouse(config, { ...surroundings, ...(notPutBack ? { notPutBack } : {}) })
    let chosen: Chosen | null
    let url: string
    try {
      if (again && !notPutBack) await noteIt(house)
      url = await house.serve()
      onListening(url, house.operations.welcome().version)
      chosen = await Promise.race([stopped.then(() => null), house.backups.firstRun.chosen])
      if (!chosen) log.info('stopping: finishing what is running')
    } finally {
      await house.close()
    }
    if (!chosen) return
    notPutBack = await putBackBehindADoor(config, chosen, { port: config.PORT || portIn(url), log })
  }
}

const noteIt = ({ audit, database }: Awaited<ReturnType<typeof openHouse>>) =>
  audit.note(database.db, { action: 'backup-restored', by: 'operator', details: { from: 'first-page' } })

/** Puts a backup back while everybody else waits. Resolves with why it could not be done. */
async function putBackBehindADoor(
  config: Config,
  { archive, ledger, passphrase }: Chosen,
  { port, log }: Pick<Surroundings, 'log'> & { port: number },
): Promise<string | undefined> {
  let reached = 0
  const door = await openWaitingDoor({ host: config.HOST, port, tls: tlsSettings(config), percent: () => reached })
  try {
    const given = withSettings(config, { BACKUP_PASSPHRASE: passphrase ?? undefined })
    const { head, rows, files } = await putBack(given, {
      ...{ archive, ledger, over: false },
      otherPassphrases: config.BACKUP_PASSPHRASE === undefined ? [] : [config.BACKUP_PASSPHRASE],
      onPercent: (percent) => {
        reached = percent
      },
    })
    log.info({ madeAt: head.made_at, release: head.version, rows, files }, 'a backup is back')
    return undefined
  } catch (error) {
    log.error({ err: error }, 'a backup could not be put back')
    return error instanceof BackupUnusable
      ? error.message
      : 'It failed for a reason that stands in the log of the server.'
  } finally {
    await rm(dirname(archive), { recursive: true, force: true })
    await door.close()
  }
}

const portIn = (url: string) => Number(new URL(url).port || (url.startsWith('https:') ? 443 : 80))
