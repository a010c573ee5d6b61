import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { ROOT } from './project.mjs'
import { run } from './run.mjs'

const STAMP = join(ROOT, 'node_modules/.cache/lva/web-app')
const SOURCES = ['web', 'contracts/src', 'speech/src', 'package-lock.json']
const NOT_SOURCES = ['web/dist', 'web/node_modules']

/**
 * Builds the web app unless the last build was made from the same files.
 * @returns whether it is there now; otherwise it has said why not
 */
export function buildWebApp() {
  building ??= build()
  return building
}

// Stages that run side by side ask for the same one.
let building

async function build() {
  const wanted = fingerprint()
  const built = existsSync(join(ROOT, 'web/dist/index.html')) && existsSync(STAMP)
  if (built && readFileSync(STAMP, 'utf8') === wanted) return true
  console.log('Building the web app …')
  const started = Date.now()
  const result = await run('npm', ['run', 'build', '-w', '@lva/web'])
  if (result.code !== 0) {
    console.error(`${result.stdout}\n${result.stderr}\nThe web app could not be built.`)
    return false
  }
  mkdirSync(dirname(STAMP), { recursive: true })
  writeFileSync(STAMP, wanted)
  console.log(`  built in ${((Date.now() - started) / 1000).toFixed(1)} s`)
  return true
}

function fingerprint() {
  const hash = createHash('sha256')
  for (const path of SOURCES.flatMap((source) => filesUnder(join(ROOT, source)))) {
    hash
      .update(`${relative(ROOT, path)}\0`)
      .update(readFileSync(path))
      .update('\0')
  }
  return hash.digest('hex')
}

function filesUnder(path) {
  if (NOT_SOURCES.includes(relative(ROOT, path))) return []
  let entries
  try {
    entries = readdirSync(path, { withFileTypes: true })
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path]
    throw error
  }
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesUnder(join(path, entry.name)) : [join(path, entry.name)]))
}
