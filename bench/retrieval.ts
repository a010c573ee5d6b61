import { parseArgs } from 'node:util'
import { createLocalEmbeddings } from '../server/src/providers/embeddings/local.ts'
import { ENGINES } from './house.ts'
import { busy } from './load/machine.ts'
import { keep } from './results.ts'
import { conversationsIn } from './retrieval/conversations.ts'
import type { Corpus } from './retrieval/corpus.ts'
import { diary } from './retrieval/diary.ts'
import { type QualityRow, quality } from './retrieval/quality.ts'
import { type SpeedRow, speed } from './retrieval/speed.ts'

// How well, and how fast, what was said is found again. `--file` names conversations in the shape of LoCoMo or LongMemEval,
// `--model` the folder of a sentence model.
const { values } = parseArgs({
  options: {
    file: { type: 'string', multiple: true, default: [] },
    sizes: { type: 'string', default: '1000,10000,100000' },
    model: { type: 'string' },
    results: { type: 'string', default: 'bench/results/retrieval.json' },
  },
})
const embeddings = values.model === undefined ? null : createLocalEmbeddings({ folder: values.model })

const asked: QualityRow[] = []
for (const corpora of [[diary()], ...values.file.map(conversationsIn)]) asked.push(...(await ask(corpora)))
const timed: SpeedRow[] = []
for (const engine of ENGINES)
  for (const size of values.sizes.split(',').filter(Boolean).map(Number)) timed.push(...(await time(engine, size)))
keep(values.results, { quality: asked, speed: timed })

async function ask(corpora: Corpus[]): Promise<QualityRow[]> {
  const rows: QualityRow[] = []
  for (const engine of ENGINES) rows.push(...(await quality(corpora, engine, embeddings)))
  process.stdout.write(`\n${nameOf(corpora)}\n`)
  print(
    rows.map(({ engine, strategy, kind, questions, recall5, recall10, recall20, mrr, p50, p95 }) => ({
      ...{ engine, strategy, kind, questions },
      ...{ 'recall@5': share(recall5), 'recall@10': share(recall10), 'recall@20': share(recall20), MRR: share(mrr) },
      ...{ 'p50 ms': p50.toFixed(1), 'p95 ms': p95.toFixed(1) },
    })),
  )
  return rows
}

async function time(engine: 'sqlite' | 'postgres', size: number): Promise<SpeedRow[]> {
  const { rows, meaning } = await speed(engine, size)
  process.stdout.write(`\n${size} turns of one learner, ${engine}\n`)
  print(
    rows.map(({ p50, p95, p95Cpu, ...row }) => ({
      ...row,
      ...{ 'p50 ms': p50.toFixed(1), 'p95 ms': p95.toFixed(1), 'p95 cpu ms': p95Cpu.toFixed(1) },
    })),
  )
  const { vectors, firstMs, p50, p95, heldMs, bytes, recall10 } = meaning
  process.stdout.write(
    `by meaning, ${vectors} vectors: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, the first ${firstMs.toFixed(0)} ms, others held up ${heldMs.toFixed(1)} ms at most, codes of ${(bytes / 2 ** 20).toFixed(1)} MiB, ${recall10.toFixed(3)} of the ten nearest; load ${busy().toFixed(1)}\n`,
  )
  return rows
}

function nameOf([first, ...others]: Corpus[]): string {
  return `${first?.name}${others.length ? ` and ${others.length} more` : ''}`
}

function share(value: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(3)
}

function print(rows: Array<Record<string, string | number>>) {
  const columns = Object.keys(rows[0] ?? {})
  const width = (column: string) => Math.max(column.length, ...rows.map((row) => String(row[column]).length))
  const line = (cells: string[]) =>
    `${cells
      .map((cell, n) => cell.padEnd(width(columns[n] ?? '')))
      .join('  ')
      .trimEnd()}\n`
  process.stdout.write(line(columns))
  for (const row of rows) process.stdout.write(line(columns.map((column) => String(row[column]))))
}
