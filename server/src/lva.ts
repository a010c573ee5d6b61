import { text } from 'node:stream/consumers'
import { BackupUnusable } from './backups/unusable.ts'
import { type Command, CommandFailed, UsageError } from './cli/command.ts'
import { ConfigurationError } from './config.ts'
import { CannotGoBack } from './db/going-back.ts'
import { MoveFailed } from './db/moving/failure.ts'
import { DatabaseUnusable } from './db/prepare.ts'
import { DataFolderInUse } from './db/server-lock.ts'
import { Problem } from './problem.ts'
import { RedisRefuses } from './redis.ts'
import { VaultError } from './vault/vault-error.ts'
import { VERSION } from './version.ts'

/** Each is loaded when it is asked for: a server that starts has no use for the others. */
const COMMANDS: Record<string, () => Promise<Command>> = {
  serve: async () => (await import('./cli/serve.ts')).serve,
  migrate: async () => (await import('./cli/migrate.ts')).migrate,
  doctor: async () => (await import('./cli/doctor.ts')).doctor,
  checklist: async () => (await import('./cli/checklist.ts')).checklist,
  user: async () => (await import('./cli/user.ts')).user,
  token: async () => (await import('./cli/token.ts')).token,
  stats: async () => (await import('./cli/stats.ts')).stats,
  audit: async () => (await import('./cli/audit.ts')).audit,
  keys: async () => (await import('./cli/keys.ts')).keys,
  backup: async () => (await import('./cli/backup.ts')).backup,
  restore: async () => (await import('./cli/restore.ts')).restore,
  move: async () => (await import('./cli/move.ts')).move,
  mcp: async () => (await import('./cli/mcp.ts')).mcp,
  models: async () => (await import('./cli/models.ts')).models,
  import: async () => (await import('./cli/import.ts')).importOld,
  rebuild: async () => (await import('./cli/rebuild.ts')).rebuild,
}

/** Runs one command of `lva` and resolves with its exit code: 0 done, 1 failed, 2 wrong words. */
export async function run([name, ...args]: string[]): Promise<number> {
  const asked = name === 'help' ? COMMANDS[args[0] ?? ''] : undefined
  if (asked) {
    console.log(explained(await asked()))
    return 0
  }
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    console.log(await help())
    return name === undefined ? 2 : 0
  }
  if (name === '--version' || name === 'version') {
    console.log(VERSION)
    return 0
  }
  const load = COMMANDS[name]
  if (!load) {
    console.error(`lva has no command "${name}".\n\n${await help()}`)
    return 2
  }
  const command = await load()
  if (args.includes('--help') || args.includes('-h')) {
    console.log(explained(command))
    return 0
  }
  try {
    return await command.run({
      args,
      env: process.env,
      print: console.log,
      complain: console.error,
      readInput: () => text(process.stdin),
      interactive: Boolean(process.stdout.isTTY),
    })
  } catch (error) {
    console.error(sentenceFor(error, command))
    return error instanceof UsageError || codeOf(error).startsWith('ERR_PARSE_ARGS') ? 2 : 1
  }
}

async function help(): Promise<string> {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length))
  const summaries = await Promise.all(
    Object.entries(COMMANDS).map(async ([name, load]) => [name, (await load()).summary] as const),
  )
  const lines = [...summaries, ['version', 'Say which release this is'] as const].map(
    ([name, summary]) => `  ${name.padEnd(width)}  ${summary}`,
  )
  return ['lva: the Learning Voice Agent on the command line', '', ...lines, '', 'lva COMMAND --help says more.'].join(
    '\n',
  )
}

const SENTENCES = [
  {
    codes: ['SQLITE_NOTADB', 'SQLITE_CORRUPT'],
    sentence:
      'The database file is damaged, or is no SQLite database. Put a good copy in its place, or point DATABASE_URL elsewhere.',
  },
  { codes: ['SQLITE_BUSY'], sentence: 'Another program holds the database file. Close it and try again.' },
  {
    codes: ['SQLITE_CANTOPEN'],
    sentence: 'The database file cannot be opened. Check that its folder exists and may be written.',
  },
  {
    codes: ['SQLITE_READONLY'],
    sentence: 'The database file may not be written by this user. Change its owner, or point DATA_DIR elsewhere.',
  },
  {
    codes: ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT'],
    sentence: 'The database does not answer ({code}). Check DATABASE_URL and that the server runs.',
  },
  { codes: ['28P01', '28000'], sentence: 'PostgreSQL refuses this user or password. Check DATABASE_URL.' },
  { codes: ['3D000'], sentence: 'PostgreSQL has no database of that name. Create it, or check DATABASE_URL.' },
  { codes: ['ENOSPC', 'SQLITE_FULL'], sentence: 'The disk is full. Make room and try again; nothing was lost.' },
  {
    codes: ['EEXIST', 'ENOTDIR'],
    sentence: 'A file stands where a folder is needed: {message}. Set DATA_DIR to a folder.',
  },
  { codes: ['EACCES', 'EROFS', 'EPERM'], sentence: 'A file or folder may not be written: {message}' },
]

// Whatever the operator can mend is a sentence; anything else is a bug and shows where it happened.
function sentenceFor(thrown: unknown, { usage }: Command): string {
  // The operator can mend what a learner can only wait for.
  const trouble = thrown instanceof Problem && ['database-unavailable', 'storage-full'].includes(thrown.code)
  const error = trouble ? thrown.cause : thrown
  if (error instanceof UsageError || error instanceof Problem) return error.message
  if (
    error instanceof CommandFailed ||
    error instanceof BackupUnusable ||
    error instanceof CannotGoBack ||
    error instanceof ConfigurationError ||
    error instanceof DatabaseUnusable ||
    error instanceof DataFolderInUse ||
    error instanceof MoveFailed ||
    error instanceof RedisRefuses ||
    error instanceof VaultError
  )
    return error.message
  if (!(error instanceof Error)) return String(error)
  const code = codeOf(error)
  if (code.startsWith('ERR_PARSE_ARGS')) return `${error.message}\n\n  ${usage}`
  const known = SENTENCES.find(({ codes }) => codes.includes(code))
  if (known) return known.sentence.replace('{code}', code).replace('{message}', error.message)
  return error.stack ?? error.message
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : '')

const explained = ({ summary, usage }: Command) => `${summary}\n\n  ${usage.replaceAll('\n', '\n  ')}`
