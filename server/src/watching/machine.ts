import { statfs } from 'node:fs/promises'
import { cpus, freemem, totalmem } from 'node:os'
import { type EventLoopUtilization, monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { groupMemory } from './group.ts'

const NS_PER_MS = 1e6
const RESOLUTION_MS = 10

/** How the machine and this process were between two looks. Shares are from 0 to 1. */
export interface MachineState {
  /** Of all processors of the machine, whoever used them. */
  cpu: number
  memory: number
  residentBytes: number
  /** How late the event loop was, half of the time and in 99 of 100. */
  loop: { p50Ms: number; p99Ms: number }
  /** How much of the time the event loop had something to do. */
  loopBusy: number
}

/** Seconds all processors of the machine spent, since it was started. */
export function processorSeconds(): { busy: number; idle: number } {
  let [busy, idle] = [0, 0]
  for (const { times } of cpus()) {
    idle += times.idle
    busy += times.user + times.nice + times.sys + times.irq
  }
  return { busy: busy / 1000, idle: idle / 1000 }
}

/** Memory there is, and what of it is in use: of the machine, or, where a container has a bound, of all that runs in it. */
export function memoryUse(): { bytes: number; used: number } {
  const [bound, all] = [process.constrainedMemory(), totalmem()]
  if (bound > 0 && bound < all) return { bytes: bound, used: groupMemory() ?? process.memoryUsage.rss() }
  return { bytes: all, used: all - freemem() }
}

/** Room on the disk a folder is on, in bytes; `free` for whoever is not root. */
export async function diskOf(folder: string): Promise<{ bytes: number; free: number }> {
  const { blocks, bavail, bsize } = await statfs(folder)
  return { bytes: blocks * bsize, free: bavail * bsize }
}

/** Looks at the machine; each look tells how it was since the one before. Measures from `start` on. */
export function createMachine() {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  let before = processorSeconds()
  let loop: EventLoopUtilization | undefined
  const late = (percentile: number) => Math.max(0, delay.percentile(percentile) / NS_PER_MS - RESOLUTION_MS)

  return {
    start(): void {
      delay.enable()
      before = processorSeconds()
      loop = performance.eventLoopUtilization()
    },
    stop: () => void delay.disable(),

    look(): MachineState {
      const now = processorSeconds()
      const [busy, idle] = [now.busy - before.busy, now.idle - before.idle]
      const lately = performance.eventLoopUtilization()
      const { utilization } = performance.eventLoopUtilization(lately, loop)
      const { bytes, used } = memoryUse()
      const state = {
        cpu: busy + idle > 0 ? busy / (busy + idle) : 0,
        memory: used / bytes,
        residentBytes: process.memoryUsage.rss(),
        loop: { p50Ms: late(50), p99Ms: late(99) },
        loopBusy: utilization,
      }
      before = now
      loop = lately
      delay.reset()
      return state
    },
  }
}
