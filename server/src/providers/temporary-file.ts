import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Lends a path in a fresh private folder and removes the folder afterwards, whatever happened. */
export async function withTemporaryFile<T>(
  folder: string,
  name: string,
  use: (path: string) => Promise<T>,
): Promise<T> {
  const own = await mkdtemp(join(folder, 'lva-'))
  try {
    return await use(join(own, name))
  } finally {
    await rm(own, { recursive: true, force: true })
  }
}
