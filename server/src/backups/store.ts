import { copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { codeOf, nothing as notThere, syncFolder, tellingFull } from '../vault/shelf.ts'
import { UNFINISHED } from './making.ts'
import { madeAtOf } from './names.ts'

/** Nobody writes a backup for so long. */
const LEFT_AFTER_MS = 86_400_000

/** A backup as it lies somewhere. */
export interface Kept {
  name: string
  madeAt: Date
  bytes: number
}

/** A place where backups lie, and the copy of the erasure ledger with them. */
export interface Store {
  /** As an operator would write it. */
  readonly place: string
  /** The backups there, the newest first. */
  list(): Promise<Kept[]>
  /** Puts a file there, whole or not at all. Rejects with the reason of a `signal` that aborts. */
  put(name: string, path: string, signal?: AbortSignal): Promise<void>
  /** Copies a file from there to `path`. Resolves with false when it is not there. */
  fetch(name: string, path: string): Promise<boolean>
  remove(name: string): Promise<void>
}

/** Backups in a folder of this machine, or of a disk or share that is mounted there. */
export function folderStore(folder: string): Store & { pathOf(name: string): string; ready(): Promise<void> } {
  const place = resolve(folder)
  const pathOf = (name: string) => join(place, name)
  async function ready(): Promise<void> {
    await mkdir(place, { recursive: true, mode: 0o700 })
    // What somebody who was killed left half written.
    for (const name of await readdir(place)) {
      if (!name.endsWith(UNFINISHED) || !madeAtOf(name.slice(0, -UNFINISHED.length))) continue
      const file = await stat(pathOf(name)).catch(nothing)
      if (file && Date.now() - file.mtimeMs > LEFT_AFTER_MS) await rm(pathOf(name), { force: true })
    }
  }

  return {
    place,
    pathOf,
    /** Makes the folder, and clears it of what was never finished. */
    ready,

    async list() {
      const names = await readdir(place).catch(nothing)
      const found: Kept[] = []
      for (const name of names ?? []) {
        const madeAt = madeAtOf(name)
        const file = madeAt && (await stat(pathOf(name)).catch(nothing))
        if (file) found.push({ name, madeAt, bytes: file.size })
      }
      return newestFirst(found)
    },

    async put(name, path) {
      await tellingFull(async () => {
        await ready()
        const unfinished = `${pathOf(name)}${UNFINISHED}`
        try {
          await copyFile(path, unfinished)
          await rename(unfinished, pathOf(name))
          await syncFolder(place)
        } finally {
          await rm(unfinished, { force: true })
        }
      })
    },

    async fetch(name, path) {
      if ((await stat(pathOf(name)).catch(nothing)) === null) return false
      await tellingFull(() => copyFile(pathOf(name), path))
      return true
    },

    remove: async (name) => void (await rm(pathOf(name), { force: true })),
  }
}

/** Backups as they are listed. */
export const newestFirst = (backups: Kept[]): Kept[] => backups.sort((a, b) => (a.name < b.name ? 1 : -1))

const nothing = (error: unknown): null => (codeOf(error) === 'ENOTDIR' ? null : notThere(error))
