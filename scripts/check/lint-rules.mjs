import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { NODE, ROOT } from '../steps/project.mjs'
import { run } from '../steps/run.mjs'

const CONFIG = join(ROOT, 'biome.json')
const BIOME = join(ROOT, 'node_modules/@biomejs/biome/bin/biome')

// For every rule we chose ourselves, code that breaks it. Without its entry here a rule fails the check: it was never seen to fire.
const PLANTED = {
  noProcessEnv: ['server/src/goals.ts', 'export const port = process.env.PORT'],
  noNonNullAssertion: ['server/src/goals.ts', 'export const first = (names: string[]) => names[0]!'],
  useImportType: ['server/src/goals.ts', "import { Goal } from './goal.ts'\nexport type Goals = Goal[]"],
  noConsole: ['server/src/goals.ts', "console.log('a goal')"],
  noExplicitAny: ['server/src/goals.ts', 'export const name = (goal: any) => goal.name'],
  noFocusedTests: ['server/src/goals.test.ts', "import { test } from 'vitest'\ntest.only('a goal', () => {})"],
  noImpliedEval: ['server/src/goals.ts', "setTimeout('alert()', 1)"],
  noVueVHtml: ['web/src/goals.vue', '<template><p v-html="goal" /></template>'],
  noBarrelFile: ['server/src/goals.ts', "export { goal } from './goal.ts'\nexport { day } from './day.ts'"],
  noReExportAll: ['server/src/goals.ts', "export * from './goal.ts'"],
  noUnusedImports: ['server/src/goals.ts', "import { goal } from './goal.ts'"],
  noUnusedVariables: ['server/src/goals.ts', 'const goal = 1\nexport {}'],
  noExcessiveCognitiveComplexity: ['server/src/goals.ts', `export function judge(n: number) {\n${nested(8)}\n}`],
}

/** The rules that did not fire on code that breaks them, and how many there are. */
export async function lintRulesSeenToFire() {
  const planted = [...ours()].map(([name, path, text], at) => ({
    name,
    rule: name.split(' ')[0],
    path: `${dirname(path)}/planted-${at}/${path.split('/').at(-1)}`,
    text,
  }))
  const folder = mkdtempSync(join(tmpdir(), 'lva-lint-'))
  try {
    cpSync(CONFIG, join(folder, 'biome.json'))
    for (const { path, text } of planted) {
      mkdirSync(join(folder, dirname(path)), { recursive: true })
      writeFileSync(join(folder, path), `${text}\n`)
    }
    const args = ['lint', '--vcs-enabled=false', '--reporter=json', '--max-diagnostics=none', '.']
    const { stdout } = await run(NODE, [BIOME, ...args], { cwd: folder })
    const told = JSON.parse(stdout).diagnostics.map(({ category, location }) => `${category} ${pathOf(location)}`)
    const fired = ({ rule, path }) => told.some((line) => line.includes(`/${rule} `) && line.endsWith(path))
    return { count: planted.length, silent: planted.filter((one) => !fired(one)).map(({ name }) => name) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const pathOf = (location) => (typeof location?.path === 'string' ? location.path : (location?.path?.file ?? ''))

/** Every rule of biome.json, and every name that one of them denies, with code that breaks it. */
function* ours() {
  const { linter, overrides } = JSON.parse(readFileSync(CONFIG, 'utf8'))
  yield* planted(linter.rules, 'server/src/goals.ts')
  for (const { includes, linter: own } of overrides)
    if (own?.rules) yield* planted(own.rules, includes[0].replace('**', 'goals.ts'))
}

function* planted(rules, path) {
  for (const [name, rule] of Object.values(rules).flatMap((group) => Object.entries(group))) {
    const { level = rule, options = {} } = Object(rule)
    if (level !== 'error') continue
    const globals = Object.keys(options.deniedGlobals ?? {}).map((denied) => [denied, `export const held = ${denied}`])
    const imports = Object.keys(options.paths ?? {}).map((denied) => [denied, `import '${denied}'`])
    const denied = [...globals, ...imports]
    for (const [one, text] of denied) yield [`${name} (${one})`, path, text]
    if (denied.length === 0) yield [name, ...(PLANTED[name] ?? [path, ''])]
  }
}

function nested(depth) {
  return depth === 0 ? 'return n' : `if (n > ${depth}) {\n${nested(depth - 1)}\n}`
}
