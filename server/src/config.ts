import type { Configuration, ShownSetting } from '@lva/contracts/administration'
import { crossFaults, productionFaults, weakChoices } from './config/rules.ts'
import { ENTRIES, type Key, SECTIONS, type Values } from './config/sections.ts'
import { type Setting, standardIn } from './config/setting.ts'
import { type Fault, gatherTexts, type Sources, type Texts } from './config/texts.ts'

/** The whole configuration under the names of the environment; each value as its setting in `config/settings/` reads it. */
export type Config = Values

/** The configuration cannot be used. The message lists every fault, one per line, and holds no secret. */
export class ConfigurationError extends Error {
  readonly faults: Fault[]

  constructor(faults: Fault[]) {
    super(['The configuration is not usable:', ...faults.map(({ key, problem }) => `  ${key} ${problem}`)].join('\n'))
    this.name = 'ConfigurationError'
    this.faults = faults
  }
}

/**
 * Reads every setting from the environment, from `.env` in the working directory (or `envFile`), and from files named by
 * `KEY_FILE`. `warn` hears of names that look like misspelt settings and of weak choices that are allowed.
 * @throws ConfigurationError with all faults at once
 */
export function readConfig(
  env: Sources['env'],
  { readFile, envFile, warn }: Omit<Sources, 'env'> & { warn?(message: string): void },
): Config {
  const keys = ENTRIES.map(([key]) => key)
  const { texts, origins, faults, warnings } = gatherTexts(keys, { env, envFile, readFile })

  const values: Partial<Record<Key, unknown>> = {}
  for (const [key, setting] of ENTRIES) {
    // ENVIRONMENT comes first in the table, so that it is known when a standard value depends on it.
    const text = texts.get(key) ?? standardIn(String(values.ENVIRONMENT), setting)
    const read = /^<[^<>]*>$/.test(text ?? '') ? placeholder : setting.value.safeParse(text)
    if (read.success) values[key] = read.data
    else faults.push({ key, problem: read.error.issues.map((issue) => issue.message).join('; ') })
  }

  const config = values as Config
  const faulty = new Set(faults.map((fault) => fault.key.replace(/_FILE$/, '')))
  const rules = [...crossFaults(config), ...productionFaults(config)]
  faults.push(...rules.filter(({ key, needs = [] }) => ![key, ...needs].some((name) => faulty.has(name))))
  if (faults.length > 0) throw new ConfigurationError(faults)
  warnings.push(...weakChoices(config))
  for (const warning of warnings) warn?.(warning)
  READ.set(config, { texts, origins, warnings })
  return config
}

/** The same configuration with some settings given otherwise: it goes on to know how the others were written. */
export function withSettings(config: Config, changes: Partial<Config>): Config {
  const changed = { ...config, ...changes }
  const read = READ.get(config)
  if (read) READ.set(changed, read)
  return changed
}

/** The settings somebody wrote, wherever, with their texts: secrets too. */
export function writtenSettings(config: Config): { key: string; secret: boolean; text: string }[] {
  const texts = READ.get(config)?.texts ?? new Map<string, string>()
  return ENTRIES.flatMap(([key, { secret = false }]) => {
    const text = texts.get(key)
    return text === undefined ? [] : [{ key, secret, text }]
  })
}

// Beside the values and not in them, because nobody but administrators asks how they were written.
const READ = new WeakMap<Config, Pick<Texts, 'texts' | 'origins' | 'warnings'>>()

/**
 * A configuration as {@link readConfig} read it, for people: every setting as it was written and where, and what deserves a second look.
 * Of a secret nothing is told but whether there is one.
 */
export function showConfiguration(config: Config): Configuration {
  const { texts, origins, warnings } = READ.get(config) ?? { texts: new Map(), origins: new Map(), warnings: [] }
  const settings = Object.entries(SECTIONS).flatMap(([section, several]) =>
    (Object.entries(several) as [Key, Setting][]).map(([key, setting]): ShownSetting => {
      const { meaning, unit = null, secret = false, reserved = false } = setting
      const written = texts.get(key)
      const text = written ?? standardIn(config.ENVIRONMENT, setting)
      return {
        ...{ key, section, meaning, unit, secret, reserved },
        value: secret ? null : (text ?? null),
        set: text !== undefined && text !== '',
        origin: origins.get(key) ?? (text === undefined || text === '' ? 'unset' : 'default'),
      }
    }),
  )
  return { settings, warnings }
}

const placeholder = {
  success: false,
  error: { issues: [{ message: 'still holds the placeholder of a template; give a value or remove it' }] },
} as const
