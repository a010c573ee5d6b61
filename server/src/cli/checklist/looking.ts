import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { createNotes } from '../../backups/notes.ts'
import { folderStore } from '../../backups/store.ts'
import { type Config, ConfigurationError } from '../../config.ts'
import { type Inspection, inspectDatabase } from '../../db/inspect.ts'
import { openDatabase } from '../../db/open.ts'
import { createLog } from '../../http/log.ts'
import { readMarkup } from '../../markup/markup.ts'
import { databaseAddress, dataPlaces } from '../../settings.ts'
import { VERSION } from '../../version.ts'
import { configFor, type Terminal } from '../command.ts'
import { examine } from '../examination.ts'
import { accountIn, askDeployment, originOf } from './asking.ts'
import type { Seen, SeenBackups } from './step.ts'

const ROOT = new URL('../../../../', import.meta.url)

interface Where {
  envFile: string | undefined
  /** A deployment to ask as well. */
  target?: string | undefined
  /** A file with somebody who is there already. */
  account?: string | undefined
  /** Uses the rate limits of the target up. */
  limits?: boolean | undefined
  /** Providers and other servers are not asked. */
  offline?: boolean | undefined
  now: Date
}

/** Looks at everything the checklist judges, as a server would that is started now. Changes nothing here. Throws UsageError. */
export async function look(
  { env }: Pick<Terminal, 'env'>,
  { envFile, offline = false, now, ...outside }: Where,
): Promise<Seen> {
  const target = outside.target === undefined ? null : originOf(outside.target)
  const read = readAsServer(env, envFile)
  const { config } = read
  const database = config && (await inspectDatabase(databaseAddress(config), now))
  return {
    ...read,
    ...{ now, offline, target, version: VERSION },
    envFile: envFile === undefined ? null : { path: envFile, mode: await modeOf(resolve(envFile)) },
    findings: config ? await examine(config, { env, offline }) : [],
    database,
    backups: config && database && (await backupsOf(config, database, now)),
    xmlWithoutEntities: !textOf('<!DOCTYPE a [<!ENTITY b "expanded">]><a>&b;</a>').includes('expanded'),
    pages: {
      changelog: await pageAt('CHANGELOG.md'),
      status: await pageAt('PROJECT_STATUS.md'),
      audit: await pageAt('docs/security/PRODUCTION_SECURITY_AUDIT.md'),
      signIn: await pageAt('docs/security/JWT_API_DOCUMENTATION.md'),
    },
    outside: target === null ? null : await askDeployment(target, optionsFor(config, outside)),
  }
}

function optionsFor(config: Config | null, { account, limits = false }: Pick<Where, 'account' | 'limits'>) {
  // Where pages of another site may call, one of them is asked for.
  const origin = config?.CORS_ORIGINS[0] ?? config?.PUBLIC_URL
  return {
    limits,
    ...(account === undefined ? {} : { account: accountIn(account) }),
    ...(origin === undefined ? {} : { origin }),
  }
}

function readAsServer(env: Terminal['env'], envFile: string | undefined): Pick<Seen, 'config' | 'faults' | 'warnings'> {
  const warnings: string[] = []
  try {
    const config = configFor({ env, complain: (line) => warnings.push(line.replace(/^Note: /, '')) }, envFile)
    return { config, faults: [], warnings }
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    return { config: null, faults: error.faults, warnings }
  }
}

async function modeOf(path: string): Promise<number | null> {
  if (process.platform === 'win32') return null
  const found = await stat(path).catch(() => null)
  return found && found.mode & 0o777
}

async function backupsOf(config: Config, { state, pending }: Inspection, now: Date): Promise<SeenBackups> {
  const { backups, folder } = dataPlaces(config)
  const [newest] = await folderStore(backups).list()
  const said = state === 'usable' && pending.length === 0 ? await notesOf(config, now) : null
  const times = [newest?.madeAt, said?.last && new Date(said.last.at)].filter((time) => time instanceof Date)
  return {
    newest: times.sort((a, b) => b.getTime() - a.getTime())[0] ?? null,
    failure: said?.failure?.detail ?? null,
    check: said?.check ?? null,
    onSameDisk: (await diskOf(backups)) === (await diskOf(folder)),
  }
}

async function notesOf(config: Config, now: Date) {
  const database = openDatabase(databaseAddress(config))
  try {
    const log = createLog({ level: 'error', json: false })
    return await createNotes({ db: database.db.$pickTables<'installation'>(), now: () => now, log }).all()
  } finally {
    await database.close()
  }
}

/** A folder that is not there yet will be made where the data are. */
const diskOf = async (path: string) => (await stat(path).catch(() => null))?.dev ?? null

const pageAt = (path: string) => readFile(new URL(path, ROOT), 'utf8').catch(() => null)

function textOf(xml: string): string {
  let text = ''
  readMarkup(xml, { text: (part) => (text += part) }, { xml: true })
  return text
}
