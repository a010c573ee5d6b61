import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../steps/project.mjs'

const FOLDERS = ['contracts/src', 'speech/src', 'server/src', 'web/src']
// What only tests and benchmarks load: never in a running server, never in a page.
const NOT_SHIPPED = /\.test\.ts$|\.d\.ts$|\/(?:testing|conformance)\/|\/test-[\w-]+\.ts$/

/**
 * Every source file that is shipped, as scripts: a TypeScript file is one, a Vue component the one or two in it. `html` holds the
 * component's template.
 */
export async function shippedSources() {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true }).map((path) => `${folder}/${path.replaceAll('\\', '/')}`),
  )
  const wanted = files.filter((path) => /\.(?:ts|vue)$/.test(path) && !NOT_SHIPPED.test(path)).sort()
  return Promise.all(wanted.map((path) => sourceOf(path, readFileSync(join(ROOT, path), 'utf8'))))
}

/** One file, parsed: a list of TypeScript trees. */
export async function sourceOf(path, text) {
  const { default: ts } = await import('typescript')
  const tree = (code) => ts.createSourceFile(path, code, ts.ScriptTarget.Latest, true)
  if (!path.endsWith('.vue')) return { path, trees: [tree(text)] }
  const { parse } = await import('@vue/compiler-sfc')
  const { script, scriptSetup } = parse(text).descriptor
  // Empty lines in front, so that a place in the script is a place in the file.
  const inPlace = ({ content, loc }) => tree('\n'.repeat(loc.start.line - 1) + content)
  return { path, trees: [script, scriptSetup].filter(Boolean).map(inPlace) }
}

/** Every node of a source, each with the place it stands at (`path:line`). */
export function* nodesOf(ts, { path, trees }) {
  for (const tree of trees) {
    const queue = [tree]
    for (let node = queue.pop(); node; node = queue.pop()) {
      yield {
        node,
        get place() {
          return `${path}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`
        },
      }
      ts.forEachChild(node, (child) => void queue.push(child))
    }
  }
}
