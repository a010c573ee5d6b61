import { chmodSync, lstatSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Makes the data folder if it is missing, for this user only, and closes to others what stands in it under one of `names`. One that was
 * there before keeps its own mode unless it is empty: it may be shared with things that are none of ours, and `lva doctor` speaks of it.
 */
export function keepPrivate(folder: string, names: readonly string[]): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const there = readdirSync(folder)
  if (there.length === 0) chmodSync(folder, 0o700)
  for (const name of there) if (names.includes(name)) close(join(folder, name))
}

function close(path: string): void {
  const found = lstatSync(path)
  const isFolder = found.isDirectory()
  // A link leads to what is somebody else's to decide.
  if (!isFolder && !found.isFile()) return
  const mode = isFolder ? 0o700 : 0o600
  if ((found.mode & 0o777) !== mode) chmodSync(path, mode)
  if (isFolder) for (const name of readdirSync(path)) close(join(path, name))
}
