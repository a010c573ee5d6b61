import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../steps/project.mjs'
import { nodesOf, shippedSources } from './sources.mjs'

/**
 * Expressions that can take more than linear time are right only where what they read is short: the file, the longest text they get
 * there in characters, and who sees to that. Each is tried on the worst text of that length.
 */
const BOUNDED = [
  ['server/src/conversation/intent.ts', 400, '`plain` cuts what it reads'],
  ['server/src/conversation/intent-phrases.ts', 400, '`plain` cuts what it reads'],
  ['server/src/conversation/intent-phrases-others.ts', 400, '`plain` cuts what it reads'],
  ['server/src/conversation/transcript-text.ts', 100, 'cut one line above'],
  ['server/src/providers/llm/companion/key-phrases.ts', 3, 'three characters before a word'],
  ['server/src/providers/llm/companion/aims.ts', 8_000, 'a turn has at most 8,000 characters'],
  ['server/src/providers/llm/companion/commands.ts', 8_000, 'a turn has at most 8,000 characters'],
  ['server/src/providers/llm/companion/summary.ts', 8_000, 'a turn has at most 8,000 characters'],
  ['server/src/http/vary.ts', 200, 'a header of our own'],
  ['server/src/providers/tts/espeak.ts', 500, 'a line of the operator’s own program'],
  ['server/src/conversation/recording-routes.ts', 30, 'one of the few types of recordings'],
  ['server/src/config/values.ts', 500, 'the operator’s configuration'],
  ['server/src/config/env-file.ts', 8_000, 'a line of the operator’s file'],
  ['web/src/ui/save-file.ts', 60, 'cut on the same line'],
]
const LEDGER = join(ROOT, 'scripts/security/regexes.json')
const PATIENCE_MS = 60_000
const WORST_MS = 25
// Both are in every textbook; the second takes for ever at 30 characters.
const PLANTED = ['/^(a+)+$/', '/^(?:\\w+\\s?)*$/']

/**
 * Whether any regular expression of a shipped file could be made to take long. What was proven before stands in a ledger; a new or
 * changed expression is proven now.
 */
export async function regexes() {
  const { found, verdicts } = await proven()
  const faults = []
  let bounded = 0
  for (const { text, place } of found) {
    const verdict = verdicts.get(text)
    if (verdict === 'safe') continue
    const path = place.slice(0, place.lastIndexOf(':'))
    const longest = BOUNDED.find(([file]) => file === path)?.[1]
    const ms = verdict.attack && longest ? worstMs(text, verdict.attack, longest) : Number.POSITIVE_INFINITY
    bounded += 1
    if (ms > WORST_MS)
      faults.push(
        `${place}: ${text.slice(0, 80)} can take ${longest ? `${Math.round(ms)} ms on ${longest} characters` : 'more than linear time'} (${verdict.summary})`,
      )
  }
  for (const [path] of BOUNDED)
    if (!found.some(({ text, place }) => place.startsWith(`${path}:`) && verdicts.get(text) !== 'safe'))
      faults.push(`scripts/security/regexes.mjs: ${path} needs no bound any more; take it out`)
  for (const text of PLANTED)
    if ((await prove(text)) === 'safe') faults.push(`the planted expression ${text} was taken for safe`)
  const figure = `${verdicts.size} expressions, ${verdicts.size - new Set(found.filter(({ text }) => verdicts.get(text) !== 'safe').map(({ text }) => text)).size} linear, ${bounded} within ${WORST_MS} ms on the longest they read`
  return { figure, faults }
}

/** Writes down what is proven now; answers the ledger's path when it changed. */
export async function writeRegexes() {
  const { verdicts } = await proven()
  const entries = [...verdicts].map(([text, verdict]) => [nameOf(text), verdict])
  const text = `${JSON.stringify(Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))), null, 1)}\n`
  if (readFileSync(LEDGER, 'utf8') === text) return []
  writeFileSync(LEDGER, text)
  return ['scripts/security/regexes.json']
}

async function proven() {
  const { default: ts } = await import('typescript')
  const found = []
  for (const source of await shippedSources())
    for (const { node, place } of nodesOf(ts, source))
      if (ts.isRegularExpressionLiteral(node)) found.push({ text: node.text, place })
  const known = JSON.parse(readFileSync(LEDGER, 'utf8'))
  const verdicts = new Map(found.map(({ text }) => [text, known[nameOf(text)]]))
  const open = [...verdicts].filter(([, verdict]) => verdict === undefined).map(([text]) => text)
  if (open.length > 0) {
    const work = async () => {
      for (let text = open.pop(); text; text = open.pop()) verdicts.set(text, await prove(text))
    }
    await Promise.all(Array.from({ length: availableParallelism() }, work))
  }
  return { found, verdicts }
}

const nameOf = (text) => createHash('sha256').update(text).digest('base64url').slice(0, 16)

async function prove(text) {
  const { check } = await import('recheck')
  const [source, flags] = partsOf(text)
  const { status, complexity, attack, error } = await check(source, flags, { timeout: PATIENCE_MS })
  if (status === 'safe') return 'safe'
  const pumps = attack?.pumps.map(({ prefix, pump }) => ({ prefix, pump }))
  return { summary: complexity?.summary ?? error?.kind ?? status, attack: attack && { pumps, suffix: attack.suffix } }
}

function partsOf(text) {
  const end = text.lastIndexOf('/')
  return [text.slice(1, end), text.slice(end + 1)]
}

function worstMs(text, { pumps, suffix }, longest) {
  const fixed = suffix.length + pumps.reduce((sum, { prefix }) => sum + prefix.length, 0)
  const pumped = pumps.reduce((sum, { pump }) => sum + pump.length, 0)
  const times = Math.max(1, Math.floor((longest - fixed) / pumped))
  const worst = pumps.map(({ prefix, pump }) => prefix + pump.repeat(times)).join('') + suffix
  const expression = new RegExp(...partsOf(text))
  // The quickest of three: other work of the machine may hold one up.
  return Math.min(
    ...[1, 2, 3].map(() => {
      const began = performance.now()
      worst.replace(expression, '')
      return performance.now() - began
    }),
  )
}
