import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { processorTime } from '../../load/machine.ts'

/** What of the cores went where, each as a part of one core (1 is all of it). */
export interface Took {
  seconds: number
  /** The server with all its threads, and the one of them that every frame goes through. */
  server: number
  serversThread: number
  learners: number
  vendors: number
  bench: number
  /** Everybody else on this machine. */
  others: number
}

/** Begins to watch; what is returned tells what each of these processes took since. */
export function watchProcessors(pids: Record<'server' | 'learners' | 'vendors' | 'bench', number>): () => Took {
  const read = () => ({
    atMs: performance.now(),
    busyMs: busyMs(),
    server: processorTime(pids.server),
    serversThread: threadTime(pids.server),
    learners: processorTime(pids.learners),
    vendors: processorTime(pids.vendors),
    bench: processorTime(pids.bench),
  })
  const before = read()
  return () => {
    const after = read()
    const part = (of: Exclude<keyof typeof after, 'atMs'>) => (after[of] - before[of]) / (after.atMs - before.atMs)
    const ours = {
      server: part('server'),
      learners: part('learners'),
      vendors: part('vendors'),
      bench: part('bench'),
    }
    const all = Object.values(ours).reduce((sum, one) => sum + one, 0)
    const seconds = (after.atMs - before.atMs) / 1000
    return { seconds, ...ours, serversThread: part('serversThread'), others: Math.max(0, part('busyMs') - all) }
  }
}

/** Of the first thread of a process, in milliseconds (proc(5)). */
function threadTime(pid: number): number {
  const [ns = '0'] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')
  return Number(ns) / 1e6
}

/** Of all cores together, whoever used them. */
function busyMs(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0)
}
