import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, watch } from 'node:fs'
import { chmod, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ProgramSurroundings } from '../run-program.ts'

const run = promisify(execFile)

/** The machine as programs see it (`path` as in PATH), with a temporary folder of its own. */
export function createPrograms(path: string) {
  const folder = mkdtempSync(join(tmpdir(), 'lva-programs-'))
  const surroundings: ProgramSurroundings = { path, home: folder, temporaryFolder: folder }
  return {
    folder,
    surroundings,
    /** Writes a shell script and returns its path. `$HOME` is the folder. */
    async script(name: string, lines: string): Promise<string> {
      const path = join(folder, name)
      await writeFile(path, `#!/bin/sh\n${lines}\n`)
      await chmod(path, 0o755)
      return path
    },
    path: (name: string) => join(folder, name),
    read: (name: string) => readFile(join(folder, name), 'utf8'),
    /** Resolves when a script has written this file. */
    async written(name: string): Promise<void> {
      const seen = Promise.withResolvers<void>()
      const watcher = watch(folder, () => existsSync(join(folder, name)) && seen.resolve())
      if (existsSync(join(folder, name))) seen.resolve()
      await seen.promise
      watcher.close()
    },
    /** Resolves when the process whose id a script wrote to this file is no more (or only waits to be buried). */
    async dead(name: string): Promise<void> {
      const pid = (await readFile(join(folder, name), 'utf8')).trim()
      while (/^[^Z\s]/.test(await stateOf(pid)));
    },
    close: () => rm(folder, { recursive: true, force: true }),
  }
}

async function stateOf(pid: string): Promise<string> {
  try {
    return (await run('ps', ['-o', 'stat=', '-p', pid])).stdout.trim()
  } catch {
    // `ps` fails when there is no such process.
    return ''
  }
}
