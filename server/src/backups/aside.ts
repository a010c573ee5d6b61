import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

const BEGINS = 'before-restore-'
/** How long what a restore put aside is kept: whoever is erased meanwhile is still in it. */
export const ASIDE_DAYS = 30

/** What the folder is called in which a restore puts aside what was there. The later name is the later restore. */
export const asideNameOf = (at: Date) => BEGINS + at.toISOString().slice(0, 19).replaceAll(':', '')

/** Removes from these folders what restores put aside longer ago. */
export async function removeAside(folders: readonly string[], now: Date): Promise<void> {
  const oldest = asideNameOf(new Date(now.getTime() - ASIDE_DAYS * 86_400_000))
  for (const folder of new Set(folders))
    for (const name of await readdir(folder))
      if (name.startsWith(BEGINS) && name < oldest) await rm(join(folder, name), { recursive: true, force: true })
}
