import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { lockFile } from '../check/lock-file.mjs'
import { ROOT } from '../steps/project.mjs'
import { run } from '../steps/run.mjs'

/** Licences anybody may ship with. */
const LICENCES = [
  'MIT',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'Unlicense',
  'CC0-1.0',
  'CC-BY-4.0',
  'Python-2.0',
  'MIT-0',
]
/** Others, each for one package, and why it may be there. */
const LICENCES_OF = {
  'codec-parser': ['LGPL-3.0-or-later', 'used unchanged, as a package of its own that anybody can replace'],
  mediabunny: ['MPL-2.0', 'used unchanged, as a package of its own'],
  '@fontsource-variable/literata': ['OFL-1.1', 'a font'],
  '@fontsource-variable/source-sans-3': ['OFL-1.1', 'a font'],
}
/** Packages that name their licence only in a file of theirs, which somebody has read. */
const LICENCES_READ = { 'png-js': 'MIT' }
/** Families whose every package has another licence. */
const FAMILIES = [
  [/^lightningcss(?:-|$)/, 'MPL-2.0', 'builds the web app, is not shipped'],
  [/^@img\/sharp-/, 'LGPL-3.0-or-later', 'reads pictures; a library of its own that is loaded at run time, unchanged'],
  [/^(?:axe-core|@axe-core\/)/, 'MPL-2.0', 'looks at the web app in tests, is not shipped'],
]
/** Packages that may run a script of their own when they are installed. */
const INSTALL_SCRIPTS = {
  node: 'fetches the Node that the project runs on',
  protobufjs: 'only warns of versions that do not fit; it is never run here',
}
/** Known weaknesses that are accepted for now: advisory → [until (a day), why it does not reach us]. */
const ACCEPTED_ADVISORIES = {}
const AUDIT_MS = 20_000

/** What the lock file brings: exact, with checksums, from nowhere else, with licences and install scripts we know. Needs no network. */
export async function dependencies() {
  const { figure, faults } = await lockFile()
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'))
  const entries = Object.entries(packages).filter(([path, { link }]) => path.includes('node_modules/') && !link)
  const all = faults.concat(entries.flatMap(([path, entry]) => faultsOf(path, entry)))
  all.push(
    ...Object.entries(PLANTED).flatMap(([name, entry]) =>
      faultsOf('node_modules/planted', entry).length > 0 ? [] : [`a planted ${name} was not noticed`],
    ),
  )
  const licences = new Set(entries.flatMap(([, { license }]) => (license ? [license] : [])))
  return {
    figure: `${figure}, ${licences.size} licences, ${Object.keys(PLANTED).length} faults seen to be noticed`,
    faults: all,
  }
}

const PLANTED = {
  'package from git': { version: '1.0.0', license: 'MIT', resolved: 'git+ssh://git@host.example/x.git#0123' },
  'package from a folder': { version: 'file:../x', license: 'MIT' },
  'install script': { version: '1.0.0', license: 'MIT', hasInstallScript: true },
  'licence nobody looked at': { version: '1.0.0', license: 'SSPL-1.0' },
  'package without a licence': { version: '1.0.0', integrity: 'sha512-x' },
  'deprecated package': { version: '1.0.0', license: 'MIT', deprecated: 'This has a hole.' },
  'weak checksum': { version: '1.0.0', license: 'MIT', integrity: 'sha1-x' },
}

function faultsOf(path, { version = '', license, resolved = '', integrity, hasInstallScript, deprecated }) {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
  const where = `package-lock.json: ${path}`
  const faults = []
  if (/^(?:git|file|https?|github)[+:]/.test(`${resolved}`) || !/^\d+\.\d+\.\d+/.test(version))
    faults.push(`${where} comes from elsewhere than a registry`)
  if (hasInstallScript && !INSTALL_SCRIPTS[name]) faults.push(`${where} runs a script when it is installed`)
  if (deprecated) faults.push(`${where} is deprecated: ${deprecated}`)
  if (integrity && !/^sha(?:512|384|256)-/.test(integrity)) faults.push(`${where} has a weak checksum`)
  if (!licenceFits(name, license) && (license || integrity))
    faults.push(`${where} has the licence ${license ?? '(none)'}, which nobody looked at`)
  return faults
}

// An entry for another platform, added by `npm run lock`, tells its licence only once it is installed.
function licenceFits(name, named) {
  const license = named ?? LICENCES_READ[name]
  if (!license) return false
  const own = LICENCES_OF[name]?.[0] ?? FAMILIES.find(([names]) => names.test(name))?.[1]
  const choices = license.replace(/[()]/g, '').split(' OR ')
  return choices.some(
    (one) => one === own || one.split(' AND ').every((part) => part === own || LICENCES.includes(part)),
  )
}

/** Asks the registry for known weaknesses of what is shipped, when it can be reached. Unreachable is said, and is no fault. */
export async function audit() {
  const asked = run('npm', [
    'audit',
    '--json',
    '--omit=dev',
    '--fetch-retries=0',
    `--fetch-timeout=${AUDIT_MS - 5_000}`,
  ])
  const late = new Promise((resolve) => setTimeout(resolve, AUDIT_MS, { stdout: '' }).unref())
  const { stdout } = await Promise.race([asked, late])
  const report = stdout.startsWith('{') ? JSON.parse(stdout) : {}
  if (!report.vulnerabilities)
    return { figure: 'the registry’s list of weaknesses is not reachable from here', faults: [] }
  const advisories = Object.values(report.vulnerabilities)
    .flatMap(({ via }) => via)
    .filter((one) => typeof one === 'object')
  const faults = [...new Map(advisories.map((one) => [one.url, one])).values()]
    .filter(({ url }) => !isAccepted(url))
    .map(({ name, severity, title, url }) => `${name}: ${severity}: ${title} (${url.split('/').at(-1)})`)
  return { figure: `${advisories.length} known weaknesses in what is shipped`, faults }
}

function isAccepted(url) {
  const [until] = ACCEPTED_ADVISORIES[url.split('/').at(-1)] ?? []
  return until !== undefined && new Date().toISOString().slice(0, 10) <= until
}
