import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Lends a path in a fresh private folder and removes the folder afterwards, whatever happened. */
export async function withTemporaryFile<T>(
  folder: string,
  name: string,
  use: (path: string) => Promise<T>,
): Promise<T> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const own = await mkdtemp(join(folder, 'lva-'))
  try {
    return await use(join(own, name))
  } finally {
    await rm(own, { recursive: true, force: true })
  }
}

/** Removes what a process that was killed left there before `before`. */
export async function clearTemporary(folder: string, { before }: { before: Date }): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const { mtime } = await stat(path)
    if (mtime < before) await rm(path, { recursive: true, force: true })
  }
}
