import { type ChildProcess, spawn } from 'node:child_process'
import { onTestFinished } from 'vitest'
import { freePort } from './house.ts'

/** A Redis of a test's own, which can be stopped, hung and started again. Without `running` it is not there yet. */
export async function ownRedis({ running = true, args = [] }: { running?: boolean; args?: readonly string[] } = {}) {
  const port = await freePort()
  let child: ChildProcess | undefined
  const start = async () => {
    child = spawn('redis-server', ['--port', port, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', ...args])
    await new Promise<void>((resolve) =>
      child?.stdout?.on('data', (text) => String(text).includes('Ready to accept') && resolve()),
    )
  }
  const stop = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child?.once('exit', resolve))
    child.kill('SIGKILL')
    await gone
  }
  if (running) await start()
  onTestFinished(stop)
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    start,
    stop,
    signal: (name: 'SIGSTOP' | 'SIGCONT') => child?.kill(name),
  }
}
