import type { z } from 'zod'

/** How a setting is read when nobody sets it: one text everywhere, or one for development and another elsewhere. */
export type Standard = string | { development: string; otherwise: string }

/** One key of the environment: what it means, how its text is understood, and what operators are told about it. */
export interface Setting<Value extends z.ZodType = z.ZodType> {
  /** Reads the text an operator wrote. Its messages continue the sentence "KEY …". */
  value: Value
  meaning: string
  /** Written as an operator would write it. Without one the setting is absent unless it is given. */
  standard?: Standard
  /** What a number counts. */
  unit?: string
  /** Never shown, neither in a fault nor by `lva doctor`. */
  secret?: true
  /** What production adds to the rules of `value`. */
  production?: string
  /** Validated today, read by a later feature. */
  reserved?: true
  /** A value to show in `.env.example` where there is no standard one. */
  example?: string
}

type About = Omit<Setting, 'value' | 'meaning' | 'standard'>

/** A setting that always has a value. */
export function setting<Value extends z.ZodType>(value: Value, standard: Standard, meaning: string, about: About = {}) {
  return { value, standard, meaning, ...about } satisfies Setting
}

/** A setting that may be absent; then the configuration holds `undefined`. */
export function optional<Value extends z.ZodType>(value: Value, meaning: string, about: About = {}) {
  return { value: value.optional(), meaning, ...about } satisfies Setting
}

/** The text a setting has when nobody gives one, or `undefined`. */
export function standardIn(environment: string, { standard }: Setting): string | undefined {
  if (standard === undefined || typeof standard === 'string') return standard
  return environment === 'development' ? standard.development : standard.otherwise
}
