import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from './steps/project.mjs'

// A registry that mirrors only some platforms leaves holes in the lock file, and then `npm ci` refuses to work anywhere.
const PATH = join(ROOT, 'package-lock.json')
const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']
const PROCESSORS = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64']

/** The packages for other platforms that the lock file's packages ask for and that it does not hold, as entries for it. */
export function missingEntries(packages) {
  const missing = {}
  for (const [path, entry] of Object.entries(packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      // The least a range allows is what its package was published with.
      const version = range.replace('^', '')
      if (isHeld(packages, path, name) || !/^\d+\.\d+\.\d+/.test(version)) continue
      const { cpu, libc, os } = platformOf(name)
      missing[`node_modules/${name}`] = { version, cpu, dev: entry.dev, libc, optional: true, os }
    }
  }
  return missing
}

function isHeld(packages, path, name) {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (packages[at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`]) return true
    if (at === '') return false
  }
}

// By the names all of them use: @scope/thing-linux-x64-musl.
function platformOf(name) {
  const words = name.split('/').at(-1).split('-')
  const some = (values) => (values.length > 0 ? values : undefined)
  const os = some(SYSTEMS.filter((system) => words.includes(system)))
  const cpu = some(PROCESSORS.filter((processor) => words.includes(processor)))
  const libc = words.includes('musl') ? ['musl'] : os?.[0] === 'linux' && words.includes('gnu') ? ['glibc'] : undefined
  return { cpu, libc, os }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const lock = JSON.parse(readFileSync(PATH, 'utf8'))
  const missing = missingEntries(lock.packages)
  const entries = Object.entries({ ...lock.packages, ...missing }).sort(([a], [b]) => a.localeCompare(b, 'en'))
  writeFileSync(PATH, `${JSON.stringify({ ...lock, packages: Object.fromEntries(entries) }, null, 2)}\n`)
  console.log(`${Object.keys(missing).length} packages for other platforms added to the lock file`)
}
