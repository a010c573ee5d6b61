import type { BackupCheck } from '@lva/contracts/backups'
import type { Fault } from '../../config/texts.ts'
import type { Config } from '../../config.ts'
import type { Inspection } from '../../db/inspect.ts'
import type { Finding } from '../examination.ts'

/** How a step stands: `person` is what nothing here can tell or do. `detail` holds no secret; `todo` says what to do next. */
export interface Verdict {
  state: 'done' | 'failed' | 'person'
  detail: string
  todo?: string
}

/** One step of the production checklist. Its id stands beside it in docs/PRODUCTION_CHECKLIST.md. */
export interface Step {
  id: string
  title: string
  judge(seen: Seen): Verdict
}

/** A part of the checklist, with its steps in their order. */
export interface Section {
  title: string
  steps: readonly Step[]
}

/** Everything that was looked at before anything is judged. */
export interface Seen {
  /** Null when it cannot be used; `faults` say why. */
  config: Config | null
  faults: readonly Fault[]
  warnings: readonly string[]
  /** The environment file that was given; `mode` null where files have none. */
  envFile: { path: string; mode: number | null } | null
  /** What `lva doctor` found. */
  findings: readonly Finding[]
  /** True when nobody else was asked. */
  offline: boolean
  database: Inspection | null
  backups: SeenBackups | null
  /** True when XML of a document that declares an entity was read without it. */
  xmlWithoutEntities: boolean
  /** What pages of this installation say; null: it came without that page. */
  pages: Readonly<Record<'changelog' | 'status' | 'audit' | 'signIn', string | null>>
  version: string
  now: Date
  /** What a deployment answered, by the names of the checks; null when none was asked. */
  outside: ReadonlyMap<string, Verdict> | null
  target: string | null
}

/** What is known of backups. */
export interface SeenBackups {
  newest: Date | null
  failure: string | null
  check: BackupCheck | null
  /** Whether they lie on the disk they are copies of. */
  onSameDisk: boolean
}

/** Everything is as it should be. */
export const done = (detail: string): Verdict => ({ state: 'done', detail })

/** Something is not as it should be. */
export const failed = (detail: string, todo: string): Verdict => ({ state: 'failed', detail, todo })

/** Somebody has to look, or to do something. */
export const person = (detail: string, todo: string): Verdict => ({ state: 'person', detail, todo })

/**
 * A step that reads settings. Faults of its `keys` are told; while others keep the whole configuration from being used, nothing can be
 * said of it.
 */
export function settingsStep(
  id: string,
  title: string,
  keys: readonly (keyof Config)[],
  judge: (config: Config, seen: Seen) => Verdict,
): Step {
  return {
    id,
    title,
    judge(seen) {
      const own = seen.faults.filter(({ key }) => keys.some((name) => key === name || key === `${name}_FILE`))
      if (own.length > 0)
        return failed(
          own.map(({ key, problem }) => `${key} ${problem}`).join('; '),
          'Mend it in the environment file. docs/configuration.md says what each setting takes.',
        )
      if (!seen.config)
        return failed('not looked at: the configuration cannot be used', 'Mend what the environment file lacks first.')
      return judge(seen.config, seen)
    },
  }
}
