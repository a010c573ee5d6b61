import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './project.mjs'

const known = new Map()

/**
 * The titles of the tests in a file, as they stand in its code. Of a test for each line of a table all titles that a table of plain
 * words gives are there.
 */
export async function titlesIn(path) {
  if (!known.has(path)) known.set(path, existsSync(join(ROOT, path)) ? await read(path) : [])
  return known.get(path)
}

async function read(path) {
  const { default: ts } = await import('typescript')
  const tree = ts.createSourceFile(path, readFileSync(join(ROOT, path), 'utf8'), ts.ScriptTarget.Latest, true)
  const titles = []
  const visit = (node) => {
    if (ts.isCallExpression(node) && isTest(ts, node.expression)) {
      const [title] = node.arguments
      if (title && ts.isStringLiteralLike(title)) titles.push(...titlesOf(ts, title.text, rowsOf(ts, node.expression)))
    }
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return titles
}

// test(…), test.runIf(…)(…), test.each([…])(…)
function isTest(ts, node) {
  let at = node
  while (ts.isCallExpression(at) || ts.isPropertyAccessExpression(at)) at = at.expression
  return ts.isIdentifier(at) && (at.text === 'test' || at.text === 'it')
}

function rowsOf(ts, node) {
  const each =
    ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'each'
  const [table] = each ? node.arguments : []
  return table && ts.isArrayLiteralExpression(table) ? [...table.elements] : null
}

function titlesOf(ts, title, rows) {
  // Rows that stand elsewhere have titles that are known only when they run.
  if (!rows) return /%[s#]/.test(title) ? [] : [title]
  return rows.map((row, index) => {
    const first = ts.isArrayLiteralExpression(row) ? row.elements[0] : row
    const word = first && ts.isStringLiteralLike(first) ? first.text : ''
    return title.replaceAll('%#', String(index)).replace('%s', () => word)
  })
}
