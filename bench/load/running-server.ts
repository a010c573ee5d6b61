import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The flags `npm start` gives the server. */
export const AS_STARTED = ['--max-semi-space-size=8']

export interface RunningServer {
  url: string
  child: ChildProcess
  /** Resolves when the process has ended. */
  exited: Promise<void>
  /** Asks it to finish, and waits. */
  stop(): Promise<void>
}

/**
 * Starts the server with the scripted model (`bench/server.ts`) in a process of its own on a free port of this machine, and resolves
 * when it listens. `wrapped` are words put before the command, such as a tracer.
 */
export async function startServer(
  dataDir: string,
  {
    args = [],
    nodeArgs = [],
    env = {},
    wrapped = [],
    detached = false,
  }: {
    args?: readonly string[]
    nodeArgs?: readonly string[]
    env?: Record<string, string>
    wrapped?: readonly string[]
    /** Ctrl-C in the terminal is not for it: it is stopped by who started it. */
    detached?: boolean
  } = {},
): Promise<RunningServer> {
  const entry = fileURLToPath(new URL('../server.ts', import.meta.url))
  const [command = '', ...rest] = [...wrapped, process.execPath, ...AS_STARTED, ...nodeArgs, entry, ...args]
  const child = spawn(command, rest, {
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url)),
      HOST: '127.0.0.1',
      PORT: '0',
      DATA_DIR: dataDir,
      LOG_JSON_FORMAT: 'true',
      ...env,
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    detached,
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message: { url: string }) => resolve(message.url))
    child.once('exit', (code) => reject(new Error(`The server ended before it listened (code ${code}).`)))
    child.once('error', reject)
  })
  return {
    url,
    child,
    exited,
    async stop() {
      if (child.connected) child.disconnect()
      await exited
    },
  }
}
