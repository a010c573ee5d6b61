import { readFileSync } from 'node:fs'
import { type Case, judged, type Oracle } from './tools/judging.ts'

// Asks the calculator and the calendar what bench/tools/oracle.json knows the answers to, and prints what was right, refused and wrong, what
// the slowest took and by how much memory grew.
const oracle = JSON.parse(readFileSync(new URL('tools/oracle.json', import.meta.url), 'utf8')) as Oracle
// Tables and formats are made once.
for (const one of oracle.cases.slice(0, 50)) judged(one, oracle)
/** The quickest of three tries: what else the machine has to do is not counted. */
function timed(one: Case) {
  const tries = [1, 2, 3].map(() => {
    const began = performance.now()
    return { verdict: judged(one, oracle), ms: performance.now() - began }
  })
  return tries.reduce((best, next) => (next.ms < best.ms ? next : best))
}

const sorts = new Map<string, { right: number; refused: number; wrong: number; slowest: number }>()
const wrong: string[] = []
let slowest = { ms: 0, ask: '' }

globalThis.gc?.()
const before = process.memoryUsage().heapUsed
for (const one of oracle.cases) {
  const { verdict, ms } = timed(one)
  const sort = sorts.get(one.sort) ?? { right: 0, refused: 0, wrong: 0, slowest: 0 }
  sort[verdict.as] += 1
  sort.slowest = Math.max(sort.slowest, ms)
  sorts.set(one.sort, sort)
  if (ms > slowest.ms) slowest = { ms, ask: one.ask.slice(0, 60) }
  if (verdict.as === 'refused' && process.argv.includes('--refused'))
    console.log(`refused: ${one.ask} → ${verdict.text}`)
  if (verdict.as === 'wrong')
    wrong.push(`${one.sort}: ${one.ask.slice(0, 100)} → ${verdict.text} (${JSON.stringify(one.expected)})`)
}
for (let round = 0; round < 5; round++) for (const one of oracle.cases) judged(one, oracle)
globalThis.gc?.()
const grown = (process.memoryUsage().heapUsed - before) / 1e6

console.log('what          right  refused  wrong  slowest ms')
for (const [name, { right, refused, wrong: bad, slowest: ms }] of sorts)
  console.log(name.padEnd(12), ...[right, refused, bad].map((n) => String(n).padStart(6)), ms.toFixed(1).padStart(9))
console.log(
  `${oracle.cases.length} asked, ${wrong.length} wrong; slowest ${slowest.ms.toFixed(1)} ms (${slowest.ask}); heap grew by ${grown.toFixed(1)} MB`,
)
for (const line of wrong) console.log(line)
if (wrong.length > 0 || slowest.ms > 50) process.exitCode = 1
