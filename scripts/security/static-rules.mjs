import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { NODE, ROOT } from '../steps/project.mjs'
import { run } from '../steps/run.mjs'
import { BIOME, RULES } from './rules.mjs'
import { nodesOf, shippedSources, sourceOf } from './sources.mjs'

/** Injection, unsafe HTML, shells, weak randomness and the like, in every shipped file; a rule that cannot fire fails too. */
export async function staticRules() {
  const { default: ts } = await import('typescript')
  const sources = await shippedSources()
  const faults = []
  const used = new Set()
  for (const source of sources) {
    for (const { rule, place } of broken(ts, source, RULES)) {
      const allowed = rule.allowed.find(([path]) => path === source.path)
      if (allowed) used.add(allowed)
      else faults.push(`${rule.name}: ${place}: ${rule.why}`)
    }
  }
  for (const { name, allowed } of RULES)
    for (const entry of allowed.filter((entry) => !used.has(entry)))
      faults.push(`${name}: ${entry[0]} needs no exception any more; take it out of scripts/security/rules.mjs`)
  faults.push(...(await overlooked(ts)), ...(await biomeFired()))
  const count = RULES.length + Object.keys(BIOME).length
  return { figure: `${sources.length} files, ${count} rules seen to fire`, faults }
}

function broken(ts, source, rules) {
  const wanted = rules.filter(({ inside }) => !inside || inside.test(source.path))
  const found = []
  for (const at of nodesOf(ts, source))
    for (const rule of wanted) if (rule.finds(ts, at.node)) found.push({ rule, place: at.place })
  return found
}

/** The planted code that a rule does not fire on. */
async function overlooked(ts) {
  const silent = []
  for (const rule of RULES) {
    if (rule.planted.length === 0) silent.push(`the rule ${rule.name} has nothing planted to fire on`)
    for (const [index, code] of rule.planted.entries()) {
      if (broken(ts, await sourceOf('server/src/planted.ts', code), [rule]).length === 0)
        silent.push(`the rule ${rule.name} did not fire on planted sample ${index + 1}`)
    }
  }
  return silent
}

/** Biome looks at a folder of broken files with the project's own settings. */
async function biomeFired() {
  const folder = mkdtempSync(join(tmpdir(), 'lva-rules-'))
  try {
    const settings = JSON.parse(readFileSync(join(ROOT, 'biome.json'), 'utf8'))
    write(folder, 'biome.json', JSON.stringify({ ...settings, $schema: undefined, vcs: { enabled: false } }))
    for (const [name, [path, code]] of Object.entries(BIOME)) write(folder, path.replace('planted', name), code)
    const { stdout, stderr } = await run(
      NODE,
      [join(ROOT, 'node_modules/@biomejs/biome/bin/biome'), 'lint', '--colors=off'],
      {
        cwd: folder,
      },
    )
    return Object.keys(BIOME)
      .filter((name) => !`${stdout}${stderr}`.includes(`/${name} `))
      .map((name) => `Biome's rule ${name} did not fire on code that breaks it`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function write(folder, path, text) {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}
