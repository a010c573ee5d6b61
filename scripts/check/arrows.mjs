import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { NODE, ROOT } from '../steps/project.mjs'
import { run } from '../steps/run.mjs'

const CONFIG = join(ROOT, '.dependency-cruiser.js')
const CRUISER = join(ROOT, 'node_modules/.bin/depcruise')
const FOLDERS = ['contracts/src', 'speech/src', 'server/src', 'web/src']

// For every rule a file that breaks it. Without its entry here a rule fails the check: it was never seen to fire.
const PLANTED = {
  'no-cycles': {
    'server/src/goals/goals.ts': "import type { B } from './b.ts'",
    'server/src/goals/b.ts': "import type { A } from './goals.ts'\nexport type B = 1",
  },
  'contracts-know-nobody': { 'contracts/src/goals.ts': "import '../../server/src/problem.ts'" },
  'speech-knows-nobody': { 'speech/src/detector.ts': "import '../../server/src/problem.ts'" },
  'speech-needs-no-machine': { 'speech/src/resample.ts': "import 'node:fs'" },
  'web-knows-no-server': { 'web/src/main.ts': "import '../../server/src/problem.ts'" },
  'ui-knows-no-domain': { 'web/src/ui/trouble.ts': "import '../goals/goals.ts'", 'web/src/goals/goals.ts': '' },
  'server-knows-no-web': { 'server/src/problem.ts': "import '../../web/src/api.ts'", 'web/src/api.ts': '' },
  'floor-knows-no-slice': { 'server/src/db/open.ts': "import '../goals/goals.ts'" },
  'slices-are-entered-by-the-front-door': { 'server/src/memory/memory.ts': "import '../goals/b.ts'" },
  'the-companion-is-entered-by-its-front-door': {
    'server/src/memory/d.ts': "import '../providers/llm/companion/e.ts'",
    'server/src/providers/llm/companion/e.ts': '',
  },
  'only-main-and-app-know-everything': { 'server/src/memory/c.ts': "import '../main.ts'", 'server/src/main.ts': '' },
}

/** Who may import whom; fails as well if modules were overlooked or a rule cannot fire. */
export async function arrows() {
  const real = await cruise(ROOT, FOLDERS)
  const broken = real.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)
  const expected = FOLDERS.flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true })).filter((path) =>
    path.endsWith('.ts'),
  ).length
  if (real.totalCruised < expected)
    broken.push(`only ${real.totalCruised} modules were looked at, but there are ${expected}`)
  const rules = await ruleNames()
  broken.push(...(await neverFired(rules)).map((rule) => `the rule ${rule} did not fire on code that breaks it`))
  return { figure: `${real.totalCruised} modules, ${rules.length} rules seen to fire`, faults: broken }
}

async function ruleNames() {
  const { default: config } = await import(pathToFileURL(CONFIG).href)
  return config.forbidden.map(({ name }) => name)
}

async function neverFired(rules) {
  const folder = mkdtempSync(join(tmpdir(), 'lva-arrows-'))
  try {
    for (const [path, text] of Object.values(PLANTED).flatMap(Object.entries)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), `${text}\nexport {}\n`)
    }
    const { violations } = await cruise(folder, FOLDERS)
    const fired = new Set(violations.map(({ rule }) => rule.name))
    return rules.filter((rule) => !PLANTED[rule] || !fired.has(rule))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function cruise(cwd, folders) {
  const { stdout, stderr } = await run(NODE, [CRUISER, '--config', CONFIG, '--output-type', 'json', ...folders], {
    cwd,
  })
  if (!stdout.startsWith('{')) throw new Error(`dependency-cruiser did not finish: ${stderr}`)
  return JSON.parse(stdout).summary
}
