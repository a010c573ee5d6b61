import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { GUARDS } from '../guards/guards.mjs'
import { ROOT } from '../steps/project.mjs'
import { outcomesOfThisTree, runTests } from '../steps/tests.mjs'
import { titlesIn } from '../steps/titles.mjs'

const REPORT = 'docs/security/PRODUCTION_SECURITY_AUDIT.md'
const PAGE = 'SECURITY.md'
const THREATS = 'docs/security/THREAT_MODEL.md'
const BEGIN = '<!-- from docs/security/claims.json -->'
const END = '<!-- until here -->'

const textOf = (path) => (existsSync(join(ROOT, path)) ? readFileSync(join(ROOT, path), 'utf8') : '')
const read = () => JSON.parse(textOf('docs/security/claims.json'))

/** The tests that prove a claim: its own, and those its guards turn red. */
function testsOf({ tests, guards = [] }) {
  const all = [
    ...tests,
    ...GUARDS.filter(({ name }) => guards.includes(name)).map(({ test, title }) => ({ file: test, title })),
  ]
  return [...new Map(all.map((one) => [`${one.file} ${one.title}`, one])).values()]
}

/** Whether every claim of the security documents has a test that is there, and every guard a claim; nothing is run. */
export async function claims() {
  const { claims, findings } = read()
  const faults = []
  const ids = [...claims, ...findings].map(({ id }) => id)
  for (const id of ids.filter((id, at) => ids.indexOf(id) !== at)) faults.push(`two claims are called ${id}`)
  for (const { id, state } of findings.filter(({ tests, state }) => state === 'fixed' && tests.length === 0))
    faults.push(`finding ${id} is ${state}, and no test shows it`)
  let count = 0
  for (const claim of [...claims, ...findings]) {
    const tests = testsOf(claim)
    count += tests.length
    if (tests.length === 0 && claim.claim) faults.push(`claim ${claim.id} has no test`)
    for (const { file, title } of tests)
      if (!(await titlesIn(file)).includes(title)) faults.push(`claim ${claim.id}: ${file} has no test "${title}"`)
    for (const name of (claim.guards ?? []).filter((name) => !GUARDS.some((guard) => guard.name === name)))
      faults.push(`claim ${claim.id}: there is no guard ${name}`)
  }
  for (const { name } of GUARDS.filter(({ name }) => !claims.some(({ guards }) => guards.includes(name))))
    faults.push(`guard ${name} protects no claim of docs/security/claims.json`)
  const named = [...textOf(THREATS).matchAll(/^\|.*\|([^|]*)\|$/gm)].flatMap(([, last]) => [
    ...last.matchAll(/`([a-z-]+)`/g),
  ])
  for (const [, id] of named.filter(([, id]) => !ids.includes(id))) faults.push(`${THREATS}: there is no claim ${id}`)
  for (const [path, wanted] of Object.entries(pagesOf({ claims, findings })))
    if (textOf(path) !== wanted) faults.push(`${path} is not what docs/security/claims.json says; run npm run docs`)
  return { figure: `${claims.length} claims, ${count} tests, ${GUARDS.length} guards`, faults }
}

/** Runs the tests of every claim, unless this very tree was tested already. */
export async function securityTests() {
  const all = read()
  const files = [...new Set([...all.claims, ...all.findings].flatMap(testsOf).map(({ file }) => file))]
  const known = outcomesOfThisTree()
  const outcomes = known ?? (await runTests({ args: files.sort() })).outcomes
  const judged = [...all.claims, ...all.findings].map((claim) => ({ claim, ...judgement(claim, outcomes) }))
  const faults = judged.flatMap(({ claim, red }) =>
    red.map(({ file, title }) => `${claim.id} does not hold: ${file}: ${title}`),
  )
  const open = judged.flatMap(({ missing }) => missing)
  // What a machine lacks is not tested on it; on CI nothing is left out.
  if (process.env.CI) faults.push(...open.map(({ file, title }) => `not run: ${file}: ${title}`))
  const held = judged.filter(({ red, missing }) => red.length + missing.length === 0).length
  return {
    figure: `${held} of ${judged.length} claims and findings hold, ${files.length} files${known ? ', already run on these files' : ''}`,
    faults,
  }
}

const pagesOf = (all) => ({ [PAGE]: page(all.claims), [REPORT]: report(all) })

/** Writes the pages that are made from the claims. Answers the paths that changed. */
export async function writeClaims() {
  const wanted = pagesOf(read())
  const stale = Object.keys(wanted).filter((path) => textOf(path) !== wanted[path])
  for (const path of stale) writeFileSync(join(ROOT, path), wanted[path])
  return stale
}

function judgement(claim, outcomes) {
  const tests = testsOf(claim)
  const outcome = ({ file, title }) => outcomes[file]?.[title]
  return {
    red: tests.filter((test) => outcome(test) === 'failed'),
    missing: tests.filter((test) => !['passed', 'failed'].includes(outcome(test))),
  }
}

function page(claims) {
  const text = textOf(PAGE)
  const [before, rest = ''] = text.split(BEGIN)
  const after = rest.split(END)[1] ?? ''
  const bullets = claims.filter(({ first }) => first).map(({ claim }) => `- ${claim}`)
  return `${before}${BEGIN}\n${bullets.join('\n')}\n${END}${after}`
}

function report({ claims, findings }) {
  const proof = (one) => {
    const { length } = testsOf(one)
    return length === 1 ? '1 test' : `${length} tests`
  }
  const lines = [
    '# Production security audit',
    '',
    'Made by `npm run docs` from `docs/security/claims.json`; `npm run check` fails when it is not what stands there, when a test it names is',
    'not there, and when one does not pass. There is no score: nothing would stand behind one. Look again with',
    '',
    '```bash',
    'npm run test:security    # rules, regular expressions, secrets, dependencies, SBOM, claims and their tests',
    'npm run test:guards      # switches every guard off and sees its test turn red',
    'npm run fuzz:isolation   # 100,000 requests for somebody else’s things, on every route',
    'npm run fuzz             # arbitrary requests: never 500, answers as documented',
    '```',
    '',
    `${claims.length} claims, ${new Set(claims.flatMap(testsOf).map(({ file, title }) => `${file} ${title}`)).size} tests, ${GUARDS.length} guards. Severity says what it would mean if the claim did not hold.`,
  ]
  for (const area of [...new Set(claims.map((one) => one.area))]) {
    lines.push('', `## ${area}`, '', '| Claim | If not | Shown by |', '|---|---|---|')
    for (const one of claims.filter((each) => each.area === area))
      lines.push(`| <a id="${one.id}"></a>${one.claim} | ${one.severity} | ${proof(one)} |`)
  }
  lines.push('', '## Findings', '', '| | What was found, and how | Severity | State |', '|---|---|---|---|')
  for (const one of findings)
    lines.push(
      `| ${one.id} | ${one.what} Found by ${one.found}. | ${one.severity} | ${one.state}${one.tests.length > 0 ? `; ${proof(one)}` : ''}${one.check ? `; ${one.check}` : ''} |`,
    )
  lines.push('', '## Tests of each claim', '')
  for (const one of [...claims, ...findings].filter((each) => testsOf(each).length > 0)) {
    lines.push(`**${one.id}**${one.guards?.length ? ` · guards: ${one.guards.join(', ')}` : ''}`, '')
    for (const { file, title } of testsOf(one)) lines.push(`- \`${file}\`: ${title}`)
    lines.push('')
  }
  return `${lines.join('\n').trimEnd()}\n`
}
