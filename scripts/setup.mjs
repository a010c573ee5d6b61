import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { NODE, ROOT } from './steps/project.mjs'
import { run } from './steps/run.mjs'

/**
 * Installs what the lock file names unless it is there already. With `tests` also what only tests need.
 * @returns whether everything is in place; otherwise it has said why not
 */
export async function setUp({ tests }) {
  const major = Number(process.versions.node.split('.')[0])
  if (major < 20) {
    console.error(`Node 20 or newer is needed to set this up; the one running is ${process.version}.`)
    return false
  }
  if (isInstalled({ tests }) && existsSync(NODE)) return true
  console.log('Installing what is missing (once; about a minute) …')
  const started = Date.now()
  const progress = setInterval(() => console.log(`  still installing, ${seconds(started)} s`), 10_000)
  // npm replaces node_modules, so it must not run on the Node inside it.
  const PATH = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'))
    .join(delimiter)
  const npm = (...args) => run('npm', [...args, '--loglevel=error'], { env: { ...process.env, PATH, NODE_ENV: '' } })
  const result = await installed(npm, { tests })
  clearInterval(progress)
  if (result.code !== 0) {
    console.error(result.stderr.trim())
    console.error(`\n${explained(result.stderr)}`)
    return false
  }
  console.log(`  installed in ${seconds(started)} s`)
  return (
    existsSync(NODE) ||
    !console.error(`The Node that comes with the project is missing: ${NODE}. Try: npm rebuild node`)
  )
}

// npm does not see in a lock file that better-sqlite3 brings its binaries, and would compile it; so only Node's own script runs.
async function installed(npm, { tests }) {
  if (!isInstalled({ tests })) {
    const include = tests ? '--include=dev' : '--omit=dev'
    const result = await npm('ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', include)
    if (result.code !== 0) return result
  }
  return npm('rebuild', 'node', '--ignore-scripts=false')
}

const seconds = (since) => Math.round((Date.now() - since) / 1000)

/** Whether every package of the lock file stands in node_modules in its version. */
function isInstalled({ tests }) {
  const wanted = packagesOf(join(ROOT, 'package-lock.json'))
  const present = packagesOf(join(ROOT, 'node_modules/.package-lock.json'))
  return Object.entries(wanted).every(([path, { version, dev, devOptional, optional, link }]) => {
    if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) return true
    if (link) return present[path]?.link === true
    if ((dev || devOptional) && !tests) return true
    // Optional packages are for other platforms than this one.
    return present[path] === undefined ? optional === true || devOptional === true : present[path].version === version
  })
}

function packagesOf(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : {}
}

function explained(output) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH/.test(output)) {
    return "The package registry cannot be reached. The first start needs the internet once; later starts do not. Check the connection (or npm's proxy setting) and try again."
  }
  if (/ENOSPC/.test(output)) return 'The disk is full. About 1 GB is needed.'
  if (/EACCES|EPERM/.test(output)) return `npm may not write in ${ROOT}. Check who owns the folder.`
  if (/can only install packages when your package\.json and package-lock\.json/.test(output)) {
    return 'package.json and package-lock.json do not fit together. After editing package.json run: npm install'
  }
  return 'Nothing was started. Run "npm ci" to see more.'
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exitCode = (await setUp({ tests: process.argv.includes('--tests') })) ? 0 : 1
}
