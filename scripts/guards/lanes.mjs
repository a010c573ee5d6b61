import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ROOT } from '../steps/project.mjs'

/** Does the work for every item, some at a time, each time in one of a few copies of the project that are thrown away afterwards. */
export async function inLanes(work, items, { lanes, onDone = () => {} }) {
  const waiting = [...items]
  const results = []
  const lane = async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lva-guards-'))
    // Whoever stops the run must not leave copies behind.
    const clear = () => rmSync(folder, { recursive: true, force: true })
    process.once('exit', clear)
    try {
      copyTo(folder)
      while (waiting.length > 0) {
        const result = await work(folder, waiting.shift())
        results.push(result)
        onDone(result)
      }
    } finally {
      process.off('exit', clear)
      clear()
    }
  }
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane))
  return results
}

function copyTo(folder) {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  for (const path of listed.split('\0')) {
    if (!path || !existsSync(join(ROOT, path))) continue
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    cpSync(join(ROOT, path), join(folder, path))
  }
  symlinkSync(join(ROOT, 'web/dist'), join(folder, 'web/dist'), 'junction')
  // A folder of its own, so that the project's own packages are the copies, and what tools keep there stays there.
  for (const scope of ['', '@lva', '.bin']) mkdirSync(join(folder, 'node_modules', scope), { recursive: true })
  for (const name of readdirSync(join(ROOT, 'node_modules')))
    if (!['@lva', '.bin', '.cache', '.vite', '.package-lock.json'].includes(name))
      symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name), 'junction')
  for (const name of readdirSync(join(ROOT, 'node_modules/@lva')))
    symlinkSync(join(folder, name), join(folder, 'node_modules/@lva', name), 'junction')
}
