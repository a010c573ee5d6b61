import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { ROOT } from '../steps/project.mjs'
import { buildWebApp } from '../steps/web-app.mjs'

const DIST = join(ROOT, 'web/dist')
const MOST_BYTES = 60 * 1024

/** How much JavaScript a browser loads, gzipped, before the first interaction: what the page names and all that imports at once. */
export async function bundle() {
  if (!(await buildWebApp())) return { figure: 'not built', faults: ['the web app could not be built'] }
  const page = readFileSync(join(DIST, 'index.html'), 'utf8')
  const waiting = [...page.matchAll(/<(?:script|link)\b[^>]*\b(?:src|href)="\/?([^"]+\.js)"/g)].map(([, path]) =>
    join(DIST, path),
  )
  const loaded = new Set()
  for (const path of waiting) {
    if (loaded.has(path) || !existsSync(path)) continue
    loaded.add(path)
    const code = readFileSync(path, 'utf8')
    // Dynamic imports have a bracket after `import`; they wait for a click or a route.
    for (const [, imported] of code.matchAll(/(?:\bimport|\bfrom)\s*["'](\.[^"']+\.js)["']/g))
      waiting.push(join(dirname(path), imported))
  }
  const bytes = [...loaded].reduce((sum, path) => sum + gzipSync(readFileSync(path)).length, 0)
  const faults = loaded.size === 0 ? ['web/dist/index.html names no script'] : []
  if (bytes > MOST_BYTES)
    faults.push(`the first load is ${kilobytes(bytes)} of JavaScript; at most ${kilobytes(MOST_BYTES)} is allowed`)
  return { figure: `${kilobytes(bytes)} gzipped in ${loaded.size} files`, faults }
}

const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} kB`
