import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Config, readConfig } from '../config.ts'

/** Where a command's words come from and go to. */
export interface Terminal {
  /** Arguments after the command's name. */
  args: string[]
  env: Record<string, string | undefined>
  print(line: string): void
  complain(line: string): void
  /** Everything that is piped in. */
  readInput(): Promise<string>
  /** True when a person sees what is printed, and a line may be written over. */
  interactive: boolean
}

/** One command of `lva`. Resolves with the exit code. */
export interface Command {
  readonly summary: string
  readonly usage: string
  run(terminal: Terminal): Promise<number>
}

/** Wrong words on the command line; the message says what is expected. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** What the first word of a command with several verbs asks for. Throws UsageError with how the command is used. */
export function verbNamed<Verb>(verbs: Record<string, Verb>, name: string, { usage }: Pick<Command, 'usage'>): Verb {
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined
  if (!verb) throw new UsageError(`Say what to do:\n\n  ${usage.replaceAll('\n', '\n  ')}`)
  return verb
}

/** The words were right, but it cannot be done; the message says why and what helps. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed'
}

/** Reads the configuration for a command: environment, `.env`, or the file given by `--env-file`. Warnings go to the error output. */
export function configFor({ env, complain }: Pick<Terminal, 'env' | 'complain'>, envFile: string | undefined): Config {
  return readConfig(env, {
    envFile: envFile === undefined ? undefined : resolve(envFile),
    readFile: (path) => readFileSync(path, 'utf8'),
    warn: (message) => complain(`Note: ${message}`),
  })
}
