import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './project.mjs'

/** A fingerprint of every file of the project that is not ignored, or `null` outside a git checkout. */
export function treeFingerprint() {
  if (!existsSync(join(ROOT, '.git'))) return null
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  const hash = createHash('sha256')
  for (const path of [...new Set(listed.split('\0'))].sort()) {
    const full = join(ROOT, path)
    if (path && existsSync(full) && statSync(full).isFile())
      hash.update(`${path}\0`).update(readFileSync(full)).update('\0')
  }
  return hash.digest('hex')
}
