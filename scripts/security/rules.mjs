/**
 * What no shipped file may do. `finds` says whether a node does it; `allowed` are the places where it is right, each with its reason;
 * `planted` is code the rule must fire on, or it would prove nothing. Rules that Biome has stand in `BIOME`.
 */
export const RULES = [
  {
    name: 'sql-from-strings',
    why: 'values go into SQL as parameters of sql`…`, never as text',
    finds: (ts, node) => {
      if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false
      const { name, expression } = node.expression
      const [first] = node.arguments
      if (!first || isConstantText(ts, first)) return false
      if (/^(?:sql|CompiledQuery)$/.test(expression.getText()))
        return /^(?:raw|lit|literal|ref|table|id)$/.test(name.text)
      return /^(?:exec|prepare|query|execute|raw)$/.test(name.text) && isBuiltText(ts, first)
    },
    allowed: [
      ['server/src/db/migrations/003-audit.ts', 'the verbs of two triggers, from a list two lines above'],
      ['server/src/quotas/adding.ts', 'one of three columns, as its type says'],
      ['server/src/db/together.ts', 'the place of a select in its list, a whole number'],
      ['server/src/db/moving/sqlite-target.ts', 'names of tables and columns of our own schema; values are bound'],
      ['server/src/privacy/stores.ts', 'names of tables and columns, as the slices declare them in code'],
      ['server/src/privacy/erasures.ts', 'names of tables and columns, as the slices declare them in code'],
      ['server/src/db/old-captures.ts', 'the names of five columns, from a list of the same file'],
      ['server/src/db/made-sqlite.ts', 'a schema, and names of its tables and columns, as they stand in code'],
      [
        'server/src/db/untrusted-sqlite.ts',
        'names of tables and columns from code, quoted, in a file of somebody else that is read and thrown away',
      ],
      ['server/src/db/snapshot.ts', 'names of tables and columns, as the database itself lists them, quoted'],
      ['server/src/db/filling.ts', 'names of tables and columns of an archive that was authenticated, quoted'],
    ],
    planted: [
      "import { sql } from 'kysely'\nexport const find = (name: string) => sql`select * from t where name = ${sql.raw(name)}`",
      'export const find = (db: { exec(text: string): void }, name: string) => db.exec(`delete from t where name = ${name}`)',
      "export const find = (db: { query(text: string): void }, name: string) => db.query('select ' + name)",
    ],
  },
  {
    name: 'unsafe-html',
    why: 'text reaches a page as text; nothing parses it as HTML',
    finds: (ts, node) =>
      ((ts.isPropertyAccessExpression(node) || ts.isPropertyAssignment(node)) &&
        /^(?:innerHTML|outerHTML|srcdoc)$/.test(node.name.getText())) ||
      (ts.isPropertyAccessExpression(node) &&
        (/^(?:insertAdjacentHTML|createContextualFragment|setHTMLUnsafe|parseFromString|parseHTMLUnsafe)$/.test(
          node.name.text,
        ) ||
          /^(?:window\.)?document\.write(?:ln)?$/.test(node.getText()))),
    allowed: [],
    planted: [
      'export const show = (at: Element, text: string) => { at.innerHTML = text }',
      "import { h } from 'vue'\nexport const show = (text: string) => h('p', { innerHTML: text })",
      "export const show = (at: Element, text: string) => at.insertAdjacentHTML('beforeend', text)",
      'export const show = (text: string) => document.write(text)',
    ],
  },
  {
    name: 'shell',
    why: 'programs are started from an argument list in one place; a shell would read what a learner said as commands',
    finds: (ts, node) => {
      if (ts.isStringLiteral(node) && /^(?:node:)?child_process$/.test(node.text)) return true
      return (
        ts.isPropertyAssignment(node) &&
        node.name.getText() === 'shell' &&
        node.initializer.kind !== ts.SyntaxKind.FalseKeyword
      )
    },
    allowed: [
      ['server/src/providers/run-program.ts', 'the one place: spawn with a list, no shell, text by standard input'],
      ['server/src/cli/service-manager.ts', 'words of our own for systemd, by its own program: a list, no shell'],
    ],
    planted: [
      "import { exec } from 'node:child_process'\nexport const say = (text: string) => exec('espeak ' + text)",
      'export const options = { shell: true }',
    ],
  },
  {
    name: 'weak-randomness',
    why: 'what nobody may guess comes from node:crypto (or the browser’s crypto)',
    finds: (ts, node) => ts.isPropertyAccessExpression(node) && node.getText() === 'Math.random',
    allowed: [
      ['server/src/providers/catalog.ts', 'spreads retries in time; nobody gains by guessing it'],
      ['web/src/api/alone.ts', 'which tab of one browser goes first, where there are no locks'],
    ],
    planted: ['export const token = () => Math.random().toString(36)'],
  },
  {
    name: 'requests-of-our-own',
    why: 'requests to elsewhere leave through the providers, or through outgoing/, which looks where they go',
    inside: /^server\/src\//,
    finds: (ts, node) =>
      (ts.isCallExpression(node) &&
        /^(?:globalThis\.)?fetch$/.test(node.expression.getText()) &&
        !isGiven(ts, node.expression)) ||
      (ts.isStringLiteral(node) &&
        ts.isImportDeclaration(node.parent) &&
        /^(?:(?:node:)?(?:http|https|http2|net|tls|dgram)|undici|axios|got)$/.test(node.text) &&
        !namesOf(ts, node.parent.importClause).every((name) => ONLY_READS.includes(name))),
    allowed: [
      ['server/src/outgoing/send.ts', 'the door that all others leave by'],
      ['server/src/cli/examination.ts', 'asks the server on this machine whether it is up'],
      ['server/src/http/server.ts', 'listens'],
      ['server/src/http/waiting-door.ts', 'listens while a backup is put back'],
      ['server/src/outgoing/inspection.ts', 'looks at a deployment as it is from outside; the operator says which'],
    ],
    planted: [
      'export const read = (address: string) => fetch(address)',
      'export const read = (address: string, fetch = globalThis.fetch) => fetch(address)',
      "import { request } from 'node:https'\nexport const read = (address: string) => request(address)",
    ],
  },
  {
    name: 'secret-comparison',
    why: 'a secret is compared with timingSafeEqual, or looked up by its hash',
    inside: /^server\/src\//,
    finds: (ts, node) => {
      const { EqualsEqualsEqualsToken, ExclamationEqualsEqualsToken, EqualsEqualsToken, ExclamationEqualsToken } =
        ts.SyntaxKind
      const equals = [EqualsEqualsEqualsToken, ExclamationEqualsEqualsToken, EqualsEqualsToken, ExclamationEqualsToken]
      if (!ts.isBinaryExpression(node) || !equals.includes(node.operatorToken.kind)) return false
      const sides = [node.left, node.right]
      return sides.some((side) => isSecret(ts, side)) && !sides.some((side) => isHarmless(ts, side))
    },
    allowed: [
      ['server/src/conversation/keep.ts', 'the hash of words the same learner sent before; nothing hangs on it'],
      ['server/src/telephony/callers/numbers.ts', 'the hash of a number of the same learner, who knows it'],
    ],
    planted: [
      'export const fits = (given: string, settings: { adminKey: string }) => given === settings.adminKey',
      'export const fits = (signature: string, expected: string) => signature !== expected',
    ],
  },
  {
    name: 'regex-from-input',
    why: 'an expression is made of constants and of RegExp.escape(…), or somebody else writes it',
    finds: (ts, node) =>
      (ts.isNewExpression(node) || ts.isCallExpression(node)) &&
      node.expression.getText() === 'RegExp' &&
      !isConstantText(ts, node.arguments?.[0]),
    allowed: [
      ['server/src/conversation/intent-phrases.ts', 'lists of words of the same file'],
      ['server/src/http/not-found.ts', 'our own routes, escaped'],
      ['server/src/language/citation-numbers.ts', 'an expression of the contract, made to look at one place'],
      [
        'server/src/providers/tts/espeak.ts',
        'a language tag of two or three letters, from the program’s own list of voices',
      ],
      ['server/src/providers/vendor-failure.ts', 'field names of the same folder'],
    ],
    planted: ['export const find = (asked: string) => new RegExp(asked)'],
  },
  {
    name: 'links-that-run',
    why: 'an address somebody wrote could be javascript:',
    finds: (ts, node) =>
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      /(?:^|\.)location(?:\.href)?$/.test(node.left.getText()) &&
      !isConstantText(ts, node.right),
    allowed: [],
    planted: ['export const go = (to: string) => { window.location.href = to }'],
  },
]

/** Rules of Biome that this project relies on, each with a file that breaks it. They run with the stage `lint`. */
export const BIOME = {
  noProcessEnv: ['server/src/goals/planted.ts', 'export const key = process.env.KEY\n'],
  noGlobalEval: ['server/src/goals/planted.ts', "export const sum = eval('1 + 1')\n"],
  noImpliedEval: ['web/src/goals/planted.ts', "export const wait = () => setTimeout('alert(1)', 10)\n"],
  noScriptUrl: ['web/src/goals/planted.vue', '<template><a href="javascript:alert(1)">run</a></template>\n'],
  noVueVHtml: ['web/src/goals/planted.vue', '<template><p v-html="reply" /></template>\n'],
}

const SECRET = /(?:secret|token|signature|hmac|digest|mac|hash|password|apikey|adminkey|code)$/i

function isSecret(ts, node) {
  if (ts.isIdentifier(node)) return SECRET.test(node.text)
  return ts.isPropertyAccessExpression(node) && SECRET.test(node.name.text)
}

// Whether it is there, of which kind, or one of a few known words: nothing to guess.
function isHarmless(ts, node) {
  const { NullKeyword, TrueKeyword, FalseKeyword } = ts.SyntaxKind
  return (
    [NullKeyword, TrueKeyword, FalseKeyword].includes(node.kind) ||
    ts.isStringLiteralLike(node) ||
    ts.isNumericLiteral(node) ||
    ts.isTypeOfExpression(node) ||
    (ts.isIdentifier(node) && (node.text === 'undefined' || /^[A-Z_]+$/.test(node.text)))
  )
}

/** Whether `fetch` is one that a function around was given, or has of outgoing/. */
function isGiven(ts, node) {
  if (!ts.isIdentifier(node)) return false
  const named = (binding) =>
    ts.isIdentifier(binding.name)
      ? binding.name.text === node.text && (!binding.initializer || /^outgoing\./.test(binding.initializer.getText()))
      : binding.name.elements.some((element) => ts.isBindingElement(element) && named(element))
  for (let around = node.parent; around; around = around.parent)
    if (ts.isFunctionLike(around) && around.parameters.some(named)) return true
  return false
}

const ONLY_READS = ['isIP', 'isIPv4', 'isIPv6', 'BlockList', 'ServerResponse', 'STATUS_CODES']

/** The values an import brings; types cannot open anything. */
function namesOf(ts, clause) {
  if (!clause || clause.isTypeOnly) return []
  const { name, namedBindings } = clause
  if (namedBindings && ts.isNamespaceImport(namedBindings)) return ['*']
  const named = (namedBindings?.elements ?? []).filter(({ isTypeOnly }) => !isTypeOnly)
  return [...(name ? ['default'] : []), ...named.map((one) => (one.propertyName ?? one.name).text)]
}

const isConstantText = (ts, node) =>
  node === undefined || ts.isStringLiteralLike(node) || ts.isRegularExpressionLiteral(node)

const isBuiltText = (ts, node) =>
  (ts.isTemplateExpression(node) && node.templateSpans.length > 0) ||
  (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken)
