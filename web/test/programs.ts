import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * True when all these programs are on the machine; what needs them is skipped otherwise. On CI nothing may be skipped, so a
 * missing one is an error there.
 */
export function programsAreHere(...names: string[]): boolean {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const missing = names.filter((name) => !folders.some((folder) => existsSync(join(folder, name))))
  if (missing.length > 0 && process.env.CI) throw new Error(`not on this machine: ${missing.join(', ')}`)
  return missing.length === 0
}
