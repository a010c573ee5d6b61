import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from './steps/project.mjs'

const FOLDERS = ['contracts/src', 'speech/src', 'server/src', 'web/src']

/**
 * Measures which exported functions, and which schemas of the contracts, carry a docstring.
 * @returns how many there are, how many are told about, and where the others stand
 */
export async function measureDocstrings() {
  const { default: ts } = await import('typescript')
  const found = FOLDERS.flatMap((folder) => sourcesIn(join(ROOT, folder))).flatMap((path) => exportsOf(ts, path))
  const silent = found.filter(({ told }) => !told)
  return { all: found.length, told: found.length - silent.length, silent: silent.map(({ where }) => where) }
}

function sourcesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !/\.(test|d)\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
}

function exportsOf(ts, path) {
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)
  const place = relative(ROOT, path)
  const isContract = place.startsWith('contracts/')
  const isExported = (node) => ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false
  const entry = (name, node) => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart())
    const told = ts
      .getJSDocCommentsAndTags(node)
      .some((comment) => ts.isJSDoc(comment) && comment.comment !== undefined)
    return { where: `${place}:${line + 1} ${name}`, told }
  }
  return file.statements
    .filter((node) => ts.canHaveModifiers(node) && isExported(node))
    .flatMap((node) => {
      // Of overloads only the first needs words.
      if (ts.isFunctionDeclaration(node))
        return isLaterOverload(ts, file, node) ? [] : [entry(node.name?.text ?? 'default', node)]
      if (!ts.isVariableStatement(node)) return []
      return node.declarationList.declarations
        .filter(
          ({ initializer }) =>
            initializer && (isFunction(ts, initializer) || (isContract && isSchema(ts, initializer))),
        )
        .map((declaration) => entry(declaration.name.getText(), declaration))
    })
}

function isLaterOverload(ts, file, node) {
  const same = file.statements.filter(
    (other) => ts.isFunctionDeclaration(other) && other.name?.text === node.name?.text,
  )
  return same[0] !== node
}

const isFunction = (ts, node) => ts.isArrowFunction(node) || ts.isFunctionExpression(node)

// `z.object(…)`, or something made from another schema: `User.extend(…)`.
function isSchema(ts, node) {
  let at = node
  while (ts.isCallExpression(at) || ts.isPropertyAccessExpression(at)) at = at.expression
  return ts.isCallExpression(node) && ts.isIdentifier(at) && /^(z|[A-Z]\w*)$/.test(at.text) && at.text !== 'Object'
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { all, told, silent } = await measureDocstrings()
  for (const where of silent) console.log(`no docstring: ${where}`)
  console.log(`${told} of ${all} exported functions and schemas carry a docstring`)
}
