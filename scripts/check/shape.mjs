import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { ROOT } from '../steps/project.mjs'

const FOLDERS = ['contracts/src', 'speech/src', 'server/src', 'web/src']
const MEDIAN_MAX = 110
const LINES_MAX = 300
/** Assertions about a type, `as const` left out: each is a place where the compiler is told instead of asked. */
const CASTS_PER_1000_MAX = 2

// A file that is longer than it should be says here why that is one idea. What is not long any more has to go from this list.
const LONGER = {}

/**
 * The shape of the source: how long files are, how often the compiler is told what to believe, and that no test takes the place of a
 * module. Cycles and arrows are counted by `arrows`, what nobody uses by `dead code`.
 */
export async function shape() {
  const { default: ts } = await import('typescript')
  const all = FOLDERS.flatMap((folder) => filesIn(folder))
  const tests = all.filter(({ path }) => path.endsWith('.test.ts'))
  const source = all.filter(({ path }) => !path.endsWith('.test.ts'))
  const lines = source.map(({ text }) => lineCount(text)).sort((a, b) => a - b)
  const median = lines[Math.floor(lines.length / 2)]
  const long = source.filter(({ text }) => lineCount(text) > LINES_MAX).map(({ path }) => path)
  const counts = castsIn(ts, source)
  const casts = counts.plain + counts.double
  const per1000 = (1000 * casts) / lines.reduce((sum, count) => sum + count, 0)
  const mocking = tests.filter(({ text }) => /\bvi\s*\.\s*(?:mock|doMock)\s*\(/.test(text)).map(({ path }) => path)
  const faults = [
    ...(median > MEDIAN_MAX ? [`the median file has ${median} lines; ${MEDIAN_MAX} at most`] : []),
    ...long.filter((path) => !(path in LONGER)).map((path) => `${path} has more than ${LINES_MAX} lines`),
    ...Object.keys(LONGER)
      .filter((path) => !long.includes(path))
      .map((path) => `${path} is not that long any more: take it from the list in scripts/check/shape.mjs`),
    ...(per1000 > CASTS_PER_1000_MAX
      ? [`${per1000.toFixed(1)} casts in 1,000 lines; ${CASTS_PER_1000_MAX} at most`]
      : []),
    ...counts.any.map((where) => `${where} is "any" without a word about why`),
    ...mocking.map((path) => `${path} puts something in the place of a module`),
  ]
  const figure = [
    `${source.length} files, median ${median} lines, longest ${lines.at(-1)}, ${long.length} over ${LINES_MAX}`,
    `${counts.constant} "as const", ${counts.plain} casts, ${counts.double} through unknown, ${counts.told} told any`,
    `${mocking.length} module mocks in ${tests.length} files of tests`,
  ].join('; ')
  return { figure, faults }
}

function filesIn(folder) {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:ts|vue)$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(ROOT, path), text: readFileSync(path, 'utf8') }))
}

const lineCount = (text) => text.split('\n').length - 1

function castsIn(ts, files) {
  const counts = { constant: 0, plain: 0, double: 0, told: 0, any: [] }
  for (const { path, text } of files) {
    const code = path.endsWith('.vue') ? scriptOf(text) : text
    const file = ts.createSourceFile(`${path}.ts`, code, ts.ScriptTarget.Latest, true)
    const visit = (node) => {
      if (ts.isAsExpression(node)) counts[kindOf(ts, node)] += 1
      if (node.kind === ts.SyntaxKind.AnyKeyword) {
        const { line } = file.getLineAndCharacterOfPosition(node.getStart())
        const reason = code
          .split('\n')
          .slice(Math.max(0, line - 3), line)
          .join('\n')
        if (reason.includes('noExplicitAny: ')) counts.told += 1
        else counts.any.push(`${path}:${line + 1}`)
      }
      ts.forEachChild(node, visit)
    }
    visit(file)
  }
  // Casting through unknown is one assertion, written as two.
  counts.plain -= counts.double
  return counts
}

function kindOf(ts, { type, expression }) {
  if (ts.isTypeReferenceNode(type) && type.getText() === 'const') return 'constant'
  return ts.isAsExpression(expression) && expression.type.kind === ts.SyntaxKind.UnknownKeyword ? 'double' : 'plain'
}

const scriptOf = (text) => /<script[^>]*>([\s\S]*?)<\/script>/.exec(text)?.[1] ?? ''
