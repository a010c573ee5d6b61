import { text } from 'node:stream/consumers'
import { BackupUnusable } from './backups/unusable.ts'
import { audit } from './cli/audit.ts'
import { backup } from './cli/backup.ts'
import { checklist } from './cli/checklist.ts'
import { type Command, CommandFailed, UsageError } from './cli/command.ts'
import { doctor } from './cli/doctor.ts'
import { importOld } from './cli/import.ts'
import { keys } from './cli/keys.ts'
import { migrate } from './cli/migrate.ts'
import { models } from './cli/models.ts'
import { move } from './cli/move.ts'
import { rebuild } from './cli/rebuild.ts'
import { restore } from './cli/restore.ts'
import { serve } from './cli/serve.ts'
import { stats } from './cli/stats.ts'
import { token } from './cli/token.ts'
import { user } from './cli/user.ts'
import { ConfigurationError } from './config.ts'
import { CannotGoBack } from './db/going-back.ts'
import { MoveFailed } from './db/moving/failure.ts'
import { DatabaseUnusable } from './db/prepare.ts'
import { DataFolderInUse } from './db/server-lock.ts'
import { Problem } from './problem.ts'
import { RedisRefuses } from './redis.ts'
import { VaultError } from './vault/vault-error.ts'
import { VERSION } from './version.ts'

const COMMANDS: Record<string, Command> = {
  serve,
  migrate,
  doctor,
  checklist,
  user,
  token,
  stats,
  audit,
  keys,
  backup,
  restore,
  move,
  models,
  import: importOld,
  rebuild,
}

/** Runs one command of `lva` and resolves with its exit code: 0 done, 1 failed, 2 wrong words. */
export async function run([name, ...args]: string[]): Promise<number> {
  const asked = name === 'help' ? COMMANDS[args[0] ?? ''] : undefined
  if (asked) {
    console.log(explained(asked))
    return 0
  }
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    console.log(help())
    return name === undefined ? 2 : 0
  }
  if (name === '--version' || name === 'version') {
    console.log(VERSION)
    return 0
  }
  const command = COMMANDS[name]
  if (!command) {
    console.error(`lva has no command "${name}".\n\n${help()}`)
    return 2
  }
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

function help(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length))
  const lines = Object.entries({ ...COMMANDS, version: { summary: 'Say which release this is' } }).map(
    ([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`,
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
