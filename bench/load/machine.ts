import { spawn } from 'node:child_process'
import { closeSync, fdatasyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { createServer } from 'node:net'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { percentile } from '../statistics.ts'
import { AS_STARTED } from './running-server.ts'

const COMMAND = fileURLToPath(new URL('../../server/bin/lva.mjs', import.meta.url))
const POLL_MS = 5

/** How often a second the disk makes 4 KiB durable, one after the other: the ceiling of commits. */
export function syncsPerSecond(folder: string, seconds = 1): number {
  const path = join(folder, 'syncs')
  const file = openSync(path, 'w')
  const page = Buffer.alloc(4096, 1)
  const began = performance.now()
  let count = 0
  while (performance.now() - began < seconds * 1000) {
    writeSync(file, page)
    fdatasyncSync(file)
    count += 1
  }
  closeSync(file)
  rmSync(path)
  return count / ((performance.now() - began) / 1000)
}

/** From the start of `lva serve` on what `folderOf` gives to its first healthy answer, in milliseconds: the median of `times`. */
export async function coldStart(folderOf: () => string, times: number): Promise<number> {
  const all: number[] = []
  for (let i = 0; i < times; i++) {
    const folder = folderOf()
    const began = performance.now()
    const server = await serve(folder)
    all.push(performance.now() - began)
    await server.stop()
  }
  return percentile(all, 0.5)
}

/** What `lva serve` holds after `seconds` in which nobody asked for anything, in MB: resident, and its share (PSS) where Linux tells. */
export async function idleMemory(folder: string, seconds: number): Promise<{ rss: number; pss: number | null }> {
  const server = await serve(mkdtempSync(join(folder, 'idle-')))
  await pause(seconds * 1000)
  const memory = memoryOf(server.pid)
  await server.stop()
  return memory
}

/** Resident memory of a process in MB; PSS is null where the system does not tell it. */
export function memoryOf(pid: number): { rss: number; pss: number | null } {
  const inMegabytes = (text: string, key: string) =>
    Number(new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) / 1024
  const rss = inMegabytes(readFileSync(`/proc/${pid}/status`, 'utf8'), 'VmRSS')
  try {
    return { rss, pss: inMegabytes(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'), 'Pss') }
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EACCES'))
      return { rss, pss: null }
    throw error
  }
}

/** Processor time a process has used so far, in milliseconds: unlike a clock's time it does not grow when others keep the machine busy. */
export function processorTime(pid: number): number {
  const TICKS_PER_SECOND = 100
  // The name in brackets may hold spaces; user and system time are fields 14 and 15 (proc(5)).
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1000
}

/** How busy the machine was in the last minute, whoever kept it busy. */
export const busy = () => loadavg()[0] ?? 0

async function serve(dataDir: string) {
  const port = await freePort()
  const child = spawn(process.execPath, [...AS_STARTED, COMMAND, 'serve'], {
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: String(port), DATA_DIR: dataDir, LLM: 'companion' },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  let ended = false
  exited.then(() => {
    ended = true
  })
  for (;;) {
    const healthy = await fetch(`http://127.0.0.1:${port}/health`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (healthy) break
    if (ended) throw new Error('lva serve ended before it was healthy.')
    await pause(POLL_MS)
  }
  return {
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}

/** A port of this machine nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
