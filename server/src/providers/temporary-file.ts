import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Whoever else uses it is done with a file within minutes. */
const OTHERS_ARE_DONE_MS = 3_600_000

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

/** Removes what a process that was killed left there. `alone`: nobody else uses the folder; otherwise what is younger than an hour stays. */
export async function clearTemporary(folder: string, { alone }: { alone: boolean }): Promise<void> {
  const before = new Date(Date.now() - (alone ? 0 : OTHERS_ARE_DONE_MS))
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const { mtime } = await stat(path)
    if (mtime < before) await rm(path, { recursive: true, force: true })
  }
}
