import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { guards } from '../guards/check.mjs'
import { claims } from '../security/claims.mjs'
import { dependencies } from '../security/dependencies.mjs'
import { sbom } from '../security/sbom.mjs'
import { ROOT } from '../steps/project.mjs'

const PAGE = 'PROJECT_STATUS.md'
/** What is quick to ask and changes only when somebody means it; the page names the rest and repeats none of it. */
const STAGES = { claims, guards, dependencies, sbom }

const textOf = (path) => (existsSync(join(ROOT, path)) ? readFileSync(join(ROOT, path), 'utf8') : '')

/** Whether the page of the project's state says what the commands on it print. */
export async function status() {
  const faults = textOf(PAGE) === (await page()) ? [] : [`${PAGE} is not what the commands print; run npm run docs`]
  return { figure: `${Object.keys(STAGES).length} commands asked again`, faults }
}

/** Brings the page up to date; answers its path when it changed. */
export async function writeStatus() {
  const text = await page()
  if (textOf(PAGE) === text) return []
  writeFileSync(join(ROOT, PAGE), text)
  return [PAGE]
}

async function page() {
  const { version } = JSON.parse(textOf('package.json'))
  const printed = []
  for (const [name, stage] of Object.entries(STAGES))
    printed.push(`| \`npm run check -- ${name}\` | ${(await stage()).figure} |`)
  return `# Project status

Release ${version}; what is in it stands in [CHANGELOG.md](CHANGELOG.md). Made by \`npm run docs\` from what commands print, and
\`npm run check -- status\` fails when they print something else. There is no score: nothing would stand behind one.

| Command | prints |
|---|---|
${printed.join('\n')}

What takes longer is not repeated here. Each ends with a line of figures, and with an exit code that is not 0 when something is wrong:

| Command | looks at |
|---|---|
| \`npm test\` | the product, and names what this machine lacks to test more |
| \`npm run check\` | types, lint, dependency rules, dead code, coverage, docstrings, what is generated, bundle size, and the tests |
| \`npm run test:security\` | rules, regular expressions, secrets, dependencies, and the tests of every claim |
| \`npm run test:guards\` | whether the test of each guard turns red without it |
| \`npm run fuzz\` | arbitrary requests: never 500, answers as documented |
| \`npm run fuzz:isolation\` | requests for what is another's, on every route and socket |
| \`.ci/run\` | the gate, on a bare machine: no test skipped, and a twelfth of the guards |

What each claim rests on: [docs/security/PRODUCTION_SECURITY_AUDIT.md](docs/security/PRODUCTION_SECURITY_AUDIT.md).
`
}
