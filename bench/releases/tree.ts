import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const MODULES = join(ROOT, 'node_modules')
/** Its packages are parts of the tree itself. */
const OWN = '@lva'

/**
 * The source as it was at a commit, in a folder of its own, run with the packages that are installed now; but its own parts are its own.
 * Throws where the history does not have the commit.
 */
export function releaseTree(commit: string): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'lva-release-'))
  const packed = execFileSync('git', ['archive', commit, 'bench', 'contracts', 'server', 'speech', 'package.json'], {
    ...{ cwd: ROOT, maxBuffer: 512 * 1024 * 1024 },
  })
  execFileSync('tar', ['-x', '-C', folder], { input: packed })
  const modules = join(folder, 'node_modules')
  mkdirSync(join(modules, OWN), { recursive: true })
  for (const name of readdirSync(MODULES))
    if (name !== OWN && name !== '.cache') symlinkSync(join(MODULES, name), join(modules, name))
  for (const name of ['contracts', 'server', 'speech']) symlinkSync(join(folder, name), join(modules, OWN, name))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
