import { readEnvironmentFile } from './env-file.ts'
import { meantKey } from './near-miss.ts'

/** Something wrong with the configuration, under the key (or the file's line) to look at. Never holds a secret. */
export interface Fault {
  key: string
  /** Continues the sentence "KEY …". */
  problem: string
}

export interface Sources {
  env: Record<string, string | undefined>
  /** An environment file that must be there. Without one, `.env` is read if it is there. */
  envFile?: string | undefined
  /** The text of a file; throws when it cannot be read. */
  readFile(path: string): string
}

/** Where a setting's text stands. `file`: named by KEY_FILE; `env-file`: a line of the environment file. */
export type Origin = 'environment' | 'env-file' | 'file'

export interface Texts {
  texts: Map<string, string>
  origins: Map<string, Origin>
  faults: Fault[]
  warnings: string[]
}

/**
 * Gathers what the operator wrote for each key, wherever it stands: environment, environment file, or a file named by
 * `KEY_FILE`. The environment goes before the file. A blank value counts as not given.
 */
export function gatherTexts(keys: readonly string[], { env, envFile, readFile }: Sources): Texts {
  const faults: Fault[] = []
  const fromFile = readEnvFile(envFile, readFile, faults)
  const texts = new Map<string, string>()
  const origins = new Map<string, Origin>()
  for (const key of keys) {
    // A key and its KEY_FILE are one setting, so that .env cannot override either by the other.
    const source = [env, fromFile].find((values) => isGiven(values[key]) || isGiven(values[`${key}_FILE`]))
    const path = source?.[`${key}_FILE`]
    const text = isGiven(path) ? readKeyFile(key, path, readFile, faults) : source?.[key]
    if (isGiven(path) && isGiven(source?.[key]))
      faults.push({ key, problem: `is given twice: as ${key} and as ${key}_FILE` })
    else if (isGiven(text)) {
      texts.set(key, unquoted(text.trim()))
      origins.set(key, isGiven(path) ? 'file' : source === env ? 'environment' : 'env-file')
    }
  }
  return { texts, origins, faults, warnings: nearMisses([...Object.keys(env), ...Object.keys(fromFile)], keys) }
}

const isGiven = (text: string | undefined): text is string => text !== undefined && unquoted(text.trim()) !== ''

// Docker's --env-file and many dashboards pass quotes on as part of the value.
function unquoted(text: string): string {
  return /^"([^"]*)"$/s.exec(text)?.[1] ?? /^'([^']*)'$/s.exec(text)?.[1] ?? text
}

function readEnvFile(
  envFile: string | undefined,
  readFile: Sources['readFile'],
  faults: Fault[],
): Record<string, string> {
  const path = envFile ?? '.env'
  let text: string
  try {
    text = readFile(path)
  } catch (error) {
    if (envFile !== undefined || reason(error) !== 'ENOENT')
      faults.push({ key: path, problem: `cannot be read (${reason(error)})` })
    return {}
  }
  const file = readEnvironmentFile(text)
  faults.push(...file.faults.map(({ line, problem }) => ({ key: `${path} line ${line}`, problem })))
  return file.values
}

function readKeyFile(key: string, path: string, readFile: Sources['readFile'], faults: Fault[]): string | undefined {
  const name = `${key}_FILE`
  try {
    const text = readFile(unquoted(path.trim()))
    if (!isGiven(text)) faults.push({ key: name, problem: 'names an empty file' })
    return text
  } catch (error) {
    faults.push({ key: name, problem: `names a file that cannot be read (${reason(error)})` })
    return undefined
  }
}

function reason(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
}

function nearMisses(names: string[], keys: readonly string[]): string[] {
  return [...new Set(names)].flatMap((name) => {
    const meant = meantKey(name, keys)
    if (meant === undefined) return []
    return [meant ? `${name} is not a setting. Did you mean ${meant}?` : `${name} is not a setting and has no effect.`]
  })
}
