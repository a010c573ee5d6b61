import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Measures } from './prometheus.ts'

const NS = 1e9

/** What this process takes, and how long its turns of the event loop wait. Begins to measure at once. */
export function measureProcess(measures: Measures): { stop(): void } {
  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()
  measures.gauge('process_resident_memory_bytes', 'Memory of this process.', () => [
    { value: process.memoryUsage.rss() },
  ])
  measures.gauge('lva_event_loop_delay_seconds', 'How late the event loop was since this was read last.', () => {
    const told = [0.5, 0.99].map((quantile) => ({
      labels: { quantile: String(quantile) },
      value: delay.percentile(quantile * 100) / NS,
    }))
    delay.reset()
    return told
  })
  return { stop: () => delay.disable() }
}
