import { percentile } from '../statistics.ts'
import { LONG_PAST_NOW, longPast, searches } from './long-past.ts'
import { type MeaningSpeed, meaningSpeed } from './meaning-speed.ts'
import { memoryOf, openPast, remember } from './past.ts'

/** How long searches of one sort take in a past of this size. */
export interface SpeedRow {
  engine: string
  turns: number
  searches: string
  p50: number
  p95: number
  /** The same in time of the processor, which other work on the machine changes less. */
  p95Cpu: number
  'turns/s indexed': number
}

/** Times every sort of search in a past of `size` turns, after one of each that is not counted. */
export async function speed(
  engine: 'sqlite' | 'postgres',
  size: number,
): Promise<{ rows: SpeedRow[]; meaning: MeaningSpeed }> {
  const { database, end } = await openPast(engine)
  try {
    const began = performance.now()
    const { userId } = await remember(database, longPast(size))
    const perSecond = Math.round(size / ((performance.now() - began) / 1000))
    const { memory } = memoryOf(database, { embeddings: null, now: () => LONG_PAST_NOW })
    const rows: SpeedRow[] = []
    const all: number[] = []
    const allCpu: number[] = []
    const row = (sort: string, times: number[], cpu: number[]): SpeedRow => ({
      ...{ engine, turns: size, searches: sort, p50: percentile(times, 0.5), p95: percentile(times, 0.95) },
      p95Cpu: percentile(cpu, 0.95),
      'turns/s indexed': perSecond,
    })
    for (const [sort, queries] of Object.entries(searches())) {
      const times: number[] = []
      const cpu: number[] = []
      for (const query of [queries[0] ?? '', ...queries]) {
        const used = process.cpuUsage()
        const start = performance.now()
        await memory.search({ userId, timezone: 'UTC' }, { query, limit: 20, strategy: 'keyword', read_times: true })
        times.push(performance.now() - start)
        const { user, system } = process.cpuUsage(used)
        cpu.push((user + system) / 1_000)
      }
      rows.push(row(sort, times.slice(1), cpu.slice(1)))
      all.push(...times.slice(1))
      allCpu.push(...cpu.slice(1))
    }
    await memory.close()
    return { rows: [...rows, row('all of them', all, allCpu)], meaning: await meaningSpeed(database, userId) }
  } finally {
    await end()
  }
}
