import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from 'vitest'

// Nothing in the house calls anybody but through outgoing/. This looks at every line of the server, because a way out that nobody
// thought of is the one that is used. That nobody calls the global `fetch` is a rule of biome.json, which knows what a name means.

const SOURCE = fileURLToPath(new URL('..', import.meta.url))
const GLOBALS = ['WebSocket', 'WebSocketStream', 'EventSource', 'XMLHttpRequest']
const MODULES =
  /^(?:node:)?(?:http|https|http2|net|tls|dgram|dns|dns\/promises|inspector|undici|axios|got|node-fetch|nodemailer|ws)$/

/** Who may name what of those modules, and what for. */
const ALLOWED: Record<string, string[]> = {
  'outgoing/send.ts': ['node:http', 'node:https'],
  'outgoing/web-socket.ts': ['WebSocket'],
  'outgoing/reach.ts': ['lookup', 'isIP'],
  // Asks the deployment that an operator names, and nothing that it names in turn.
  'outgoing/inspection.ts': ['node:http', 'node:https', 'node:tls'],
  'outgoing/networks.ts': ['BlockList', 'isIP'],
  // Doors: they listen, and connect to nobody.
  'http/server.ts': ['node:http', 'node:https'],
  'http/waiting-door.ts': ['node:http', 'node:https'],
  'http/canonical-headers.ts': ['ServerResponse'],
  'http/forwarded.ts': ['isIP'],
  'http/household.ts': ['isIPv6'],
  'config/values.ts': ['BlockList', 'isIP'],
  'cli/examination.ts': ['createServer'],
  'accounts/network.ts': ['isIPv4'],
  // A thread loads the module it was started for, which stands in our own code.
  'workers/thread.ts': ['import of something unknown'],
  // Its library connects to the operator's mail server, and to nothing that somebody else names.
  'providers/mail/smtp.ts': ['BlockList', 'isIP', 'nodemailer'],
}

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !/\.test\.ts$|(?:^|\/)(?:test-app|conformance\/.*)(?:\.ts)?$/.test(path))
  .map((path) => relative(SOURCE, join(SOURCE, path)))

/** What a file uses that could call somebody: globals by name, modules by what is taken of them. Types call nobody. */
function waysOut(path: string, text: string): string[] {
  const found: string[] = []
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const look = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) found.push(...imported(node))
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [name] = node.arguments
      if (name && ts.isStringLiteral(name) && MODULES.test(name.text)) found.push(name.text)
      if (name && !ts.isStringLiteral(name)) found.push('import of something unknown')
    }
    if (ts.isPropertyAccessExpression(node) && node.expression.getText() === 'globalThis') found.push(node.name.text)
    if (ts.isNewExpression(node) && GLOBALS.includes(node.expression.getText())) found.push(node.expression.getText())
    ts.forEachChild(node, look)
  }
  look(file)
  return found
}

function imported({ importClause, moduleSpecifier }: ts.ImportDeclaration): string[] {
  const from = (moduleSpecifier as ts.StringLiteral).text
  if (!MODULES.test(from) || importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) return []
  const { name, namedBindings } = importClause ?? {}
  const named = namedBindings && ts.isNamedImports(namedBindings) ? namedBindings.elements : []
  const all = name || (namedBindings && ts.isNamespaceImport(namedBindings)) ? [from] : []
  return [
    ...all,
    ...named.filter(({ isTypeOnly }) => !isTypeOnly).map((one) => (one.propertyName ?? one.name).getText()),
  ]
}

test('nothing in the server calls anybody but through outgoing/', () => {
  expect(files.length).toBeGreaterThan(200)
  const strays = files.flatMap((path) =>
    waysOut(path, readFileSync(join(SOURCE, path), 'utf8'))
      .filter((way) => !ALLOWED[path]?.includes(way))
      .map((way) => `${path}: ${way}`),
  )
  expect(strays).toEqual([])
})

test.each([
  ["globalThis.fetch('http://a')", 'fetch'],
  ['const get = globalThis.fetch', 'fetch'],
  ["function f({ fetch = globalThis.fetch }) { fetch('') }", 'fetch'],
  ["new WebSocket('ws://a')", 'WebSocket'],
  ["import { request } from 'node:http'", 'request'],
  ["import { get as g } from 'https'", 'get'],
  ["import http from 'node:http'", 'node:http'],
  ["import * as net from 'node:net'", 'node:net'],
  ["const { request } = await import('undici')", 'undici'],
  ['await import(name)', 'import of something unknown'],
])('%s is found', (text, way) => {
  expect(waysOut('a.ts', text)).toContain(way)
})

test.each([
  "import type { IncomingMessage } from 'node:http'",
  "import { type Server } from 'node:http'",
  "const send = ({ fetch }: { fetch: typeof globalThis.fetch }) => fetch('')",
  "outgoing.fetch('http://a')",
  "import type { WebSocket } from 'ws'\nlet socket: WebSocket",
])('%s is no way out', (text) => {
  expect(waysOut('a.ts', text)).toEqual([])
})
