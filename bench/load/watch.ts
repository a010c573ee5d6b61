import { type Metrics, readMetrics } from '../voice/load/metrics.ts'
import { memoryOf, processorTime } from './machine.ts'
import type { Reading } from './report/numbers.ts'

const EVERY_MS = 1_000
/** A target is asked less often: asking is a request like any other. */
const ASK_EVERY_MS = 10_000

/** Where a server's memory is read. */
export type Where = { pid: number } | { url: string; adminKey: string }

/** Reads what a server takes until it is told to stop, which resolves with all readings. */
export function watchServer(where: Where, beganAt: number): { readings: Reading[]; stop(): Promise<void> } {
  const readings: Reading[] = []
  const read = 'pid' in where ? readProcess(where.pid) : readTarget(where)
  let last = Promise.resolve()
  const look = () => {
    last = last.then(async () => {
      const now = await read()
      if (now) readings.push({ second: (performance.now() - beganAt) / 1000, ...now })
    })
  }
  look()
  const timer = setInterval(look, 'pid' in where ? EVERY_MS : ASK_EVERY_MS)
  return {
    readings,
    async stop() {
      clearInterval(timer)
      await last
    },
  }
}

type Look = () => Promise<Omit<Reading, 'second'> | null>

function readProcess(pid: number): Look {
  const cores = perSecond()
  return async () => {
    try {
      return { memory: memoryOf(pid).rss, cores: cores(processorTime(pid) / 1000) }
    } catch (error) {
      // It has ended; what it took until then was read.
      if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return null
      throw error
    }
  }
}

function readTarget({ url, adminKey }: { url: string; adminKey: string }): Look {
  const cores = perSecond()
  return async () => {
    const metrics = await readMetrics(url, adminKey).catch(() => null)
    if (!metrics) return null
    const seconds = sumOfAll(metrics, 'process_cpu_seconds_total')
    return {
      memory: sumOfAll(metrics, 'process_resident_memory_bytes') / 1024 ** 2,
      cores: seconds > 0 ? cores(seconds) : null,
    }
  }
}

/** Over all processes of a house, where it tells of several. */
const sumOfAll = (metrics: Metrics, name: string): number =>
  [...metrics].reduce((sum, [key, value]) => (key === name || key.startsWith(`${name}{`) ? sum + value : sum), 0)

/** Turns what grows into how fast it grows; null at first. */
function perSecond(): (value: number) => number | null {
  let before: { at: number; value: number } | null = null
  return (value) => {
    const now = { at: performance.now() / 1000, value }
    const rate = before && now.at > before.at ? (now.value - before.value) / (now.at - before.at) : null
    before = now
    return rate
  }
}
