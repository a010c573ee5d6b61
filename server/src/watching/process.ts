import { readdir } from 'node:fs/promises'
import type { Measures } from '../operations/operations.ts'
import { diskOf, type MachineState, memoryUse, processorSeconds } from './machine.ts'

const MICROS = 1e6

/** What this process and its machine take. `latest` is how they were when they were looked at last; null before that. */
export function measureProcess(
  measures: Measures,
  { version, folder, latest }: { version: string; folder: string; latest: () => MachineState | null },
): void {
  const began = Date.now() / 1000 - process.uptime()
  measures.counted('process_cpu_seconds_total', 'Processor time of this process, all threads.', () => {
    const { user, system } = process.cpuUsage()
    return [{ value: (user + system) / MICROS }]
  })
  measures.gauge('process_resident_memory_bytes', 'Memory of this process.', () => [
    { value: process.memoryUsage.rss() },
  ])
  measures.gauge('process_start_time_seconds', 'When this process was started.', () => [{ value: began }])
  measures.gauge('process_open_fds', 'Open files and connections; only where the machine tells.', async () => [
    { value: (await readdir('/proc/self/fd')).length },
  ])
  measures.gauge('nodejs_heap_size_used_bytes', 'What lives in the heap of JavaScript.', () => [
    { value: process.memoryUsage().heapUsed },
  ])
  const late = (name: string, how: string, of: (loop: MachineState['loop']) => number) =>
    measures.gauge(name, `How late the event loop was in the latest ten seconds, ${how}.`, () => {
      const loop = latest()?.loop
      return loop ? [{ value: of(loop) / 1000 }] : []
    })
  late('lva_event_loop_delay_median_seconds', 'half of the time', ({ p50Ms }) => p50Ms)
  late('lva_event_loop_delay_p99_seconds', 'in 99 of 100 looks', ({ p99Ms }) => p99Ms)
  measures.gauge('lva_event_loop_busy_ratio', 'How much of the latest ten seconds the event loop was busy.', () =>
    oneOf(latest()?.loopBusy),
  )
  measures.counted('lva_machine_cpu_seconds_total', 'Processor time of the whole machine.', () => {
    const { busy, idle } = processorSeconds()
    return [
      { labels: { mode: 'busy' }, value: busy },
      { labels: { mode: 'idle' }, value: idle },
    ]
  })
  measures.gauge('lva_memory_size_bytes', 'Memory of the machine, or of the container.', () => [
    { value: memoryUse().bytes },
  ])
  measures.gauge('lva_memory_used_bytes', 'What of it is in use.', () => [{ value: memoryUse().used }])
  measures.gauge('lva_disk_size_bytes', 'Size of the disk the data is on.', async () => [
    { value: (await diskOf(folder)).bytes },
  ])
  measures.gauge('lva_disk_free_bytes', 'What of it is free.', async () => [{ value: (await diskOf(folder)).free }])
  measures.gauge('lva_build_info', 'Which release this is; always 1.', () => [
    { labels: { version, node: process.versions.node }, value: 1 },
  ])
}

const oneOf = (value: number | undefined) => (value === undefined ? [] : [{ value }])
