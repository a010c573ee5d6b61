import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../steps/project.mjs'

/** The text of a file of the project. */
export const textOf = (path) => readFileSync(join(ROOT, path), 'utf8')

/** This release, and the Node it is made for. */
export const {
  version: VERSION,
  dependencies: { node: NODE_VERSION },
} = JSON.parse(textOf('package.json'))

/** The longest a server takes to end when everything hangs: notice, two drains of 20 s, 15 s for the rest; rounded. */
export const STOP_SECONDS = 60

/** What is read by Node and by the images of others, and is no setting of ours. */
const OTHERS = [
  'NODE_ENV',
  'NODE_COMPILE_CACHE',
  'HOME',
  'DOMAIN',
  'POSTGRES_USER',
  'POSTGRES_DB',
  'POSTGRES_PASSWORD',
  'POSTGRES_INITDB_ARGS',
]

/** Every setting there is, as the page that is made from the code has them. */
function settings() {
  return [...textOf('docs/configuration.md').matchAll(/^\| `([A-Z0-9_]+)` \|.*$/gm)].map(([line, key]) => ({
    key,
    secret: line.includes('Secret.'),
  }))
}

/** What is wrong with the names of variables that a kit sets: `pairs` of name and value. A secret may be named by its file only. */
export function variableFaults(pairs) {
  const known = settings()
  return pairs.flatMap(([name, value]) => {
    const key = name.replace(/_FILE$/, '')
    if (OTHERS.includes(key)) return []
    const setting = known.find((one) => one.key === key)
    if (!setting) return [`${name} is no setting`]
    // A Redis without a password has an address that everybody may know.
    return setting.secret && key === name && !/^redis:\/\/[^@]*$/.test(value ?? '')
      ? [`${name} stands there in clear`]
      : []
  })
}

let made

/** The secrets that deploy/make-secrets.sh makes, by name; a second run must leave them as they are. */
export function secretsMade() {
  made ??= makeSecrets()
  return made
}

function makeSecrets() {
  const folder = mkdtempSync(join(tmpdir(), 'lva-secrets-'))
  try {
    const script = () => execFileSync(join(ROOT, 'deploy/make-secrets.sh'), [folder, String(process.getuid?.() ?? 0)])
    const all = () =>
      Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8').trim()]))
    script()
    const first = all()
    script()
    if (JSON.stringify(first) !== JSON.stringify(all())) throw new Error('deploy/make-secrets.sh made a secret anew')
    return first
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Plants every fault of `planted` in the text it is for, and tells which were not noticed: what it is → what stands there, what is put
 * in its place, and a word of the fault that should be found.
 */
export async function unnoticed(planted, text, faultsOf) {
  const silent = []
  for (const [name, [from, to, word]] of Object.entries(planted)) {
    const broken = text.replace(from, to)
    if (broken === text) silent.push(`"${name}" could not be planted: ${from} is not there`)
    else if (!(await faultsOf(broken)).some((fault) => fault.includes(word)))
      silent.push(`a planted "${name}" was not noticed`)
  }
  return silent
}
