import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where benches leave what they read. */
export const RESULTS = fileURLToPath(new URL('results', import.meta.url))

/** A new folder in the checkout, because a temporary one may be in memory, where a sync costs nothing. Whoever asks for it removes it. */
export function folderOnDisk(name = 'data'): string {
  mkdirSync(RESULTS, { recursive: true })
  return mkdtempSync(join(RESULTS, `${name}-`))
}

/** Writes what was read as JSON. */
export function keep(path: string, read: unknown): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${JSON.stringify(read, null, 2)}\n`)
}
