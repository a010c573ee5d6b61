import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ROOT } from '../steps/project.mjs'
import { run } from '../steps/run.mjs'

const PATH = 'docs/security/sbom.json'

/** The list of what is shipped (CycloneDX), as it stands in the tree and as the lock file says. */
export async function sbom() {
  const { text, count } = await written()
  const present = existsSync(join(ROOT, PATH)) ? readFileSync(join(ROOT, PATH), 'utf8') : ''
  const faults = present === text ? [] : [`${PATH} is not what the lock file says; run npm run docs`]
  if (/:\/\//.test(text.replaceAll('http://cyclonedx.org', ''))) faults.push(`${PATH} holds an address`)
  return { figure: `${count} packages`, faults }
}

/** Brings the list up to date; answers its path when it changed. */
export async function writeSbom() {
  const { text } = await written()
  if (existsSync(join(ROOT, PATH)) && readFileSync(join(ROOT, PATH), 'utf8') === text) return []
  mkdirSync(dirname(join(ROOT, PATH)), { recursive: true })
  writeFileSync(join(ROOT, PATH), text)
  return [PATH]
}

/** npm's list without what differs from run to run and from npm to npm. */
async function written() {
  const { code, stdout, stderr } = await run('npm', [
    'sbom',
    '--sbom-format=cyclonedx',
    '--package-lock-only',
    '--omit=dev',
  ])
  if (code !== 0) throw new Error(`npm could not make the list of packages:\n${stderr}`)
  const { $schema, bomFormat, specVersion, metadata, components, dependencies } = JSON.parse(stdout)
  const { 'bom-ref': ref, version, purl, description, licenses } = metadata.component
  const list = {
    $schema,
    bomFormat,
    specVersion,
    version: 1,
    metadata: {
      component: { 'bom-ref': ref, type: 'application', name: nameOf(purl), version, purl, description, licenses },
    },
    components: components.map(componentOf).sort(byRef),
    dependencies: dependencies
      .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: [...dependsOn].sort() }))
      .sort(byRef),
  }
  return { text: `${JSON.stringify(list, null, 1)}\n`, count: list.components.length }
}

function componentOf({ 'bom-ref': ref, version, scope, purl, hashes, licenses }) {
  return { 'bom-ref': ref, type: 'library', name: nameOf(purl), version, scope, purl, hashes, licenses }
}

const nameOf = (purl) => decodeURIComponent(/^pkg:npm\/(.+)@[^@]+$/.exec(purl)?.[1] ?? purl)

function byRef(one, other) {
  const [a, b] = [one, other].map((each) => each.ref ?? each['bom-ref'])
  return a < b ? -1 : a > b ? 1 : 0
}
