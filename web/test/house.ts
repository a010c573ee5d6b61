import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const LVA = fileURLToPath(new URL('../../server/bin/lva.mjs', import.meta.url))

export type House = Awaited<ReturnType<typeof openHouse>>

/** Starts the real server with a folder of its own, as a learner's machine would. `close` ends it and removes the folder. */
export async function openHouse(wishes: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'lva-browser-'))
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    ENVIRONMENT: 'development',
    DATA_DIR: join(folder, 'data'),
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'warn',
    LLM: 'companion',
    RESEARCH: 'off',
    // A walk through the app asks for more in a minute than a person does.
    RATE_LIMIT_ENABLED: 'false',
    LOAD_SHEDDING: 'false',
    ...wishes,
  }
  const child = spawn(process.execPath, [LVA, 'serve'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  // A test run that is broken off leaves no server behind.
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    child.on('message', (message: { type?: string; url?: string }) => {
      if (message.type === 'listening' && message.url) resolve(message.url)
    })
    child.once('exit', (code) => reject(new Error(`The server ended with code ${code} before it listened.`)))
  })
  return {
    url: url.replace('127.0.0.1', 'localhost').replace(/\/$/, ''),
    /** What the operator does at the command line, beside the running server. */
    async lva(...words: string[]) {
      const command = spawn(process.execPath, [LVA, ...words], { cwd: folder, env, stdio: 'ignore' })
      const code = await new Promise((resolve) => command.once('exit', resolve))
      if (code !== 0) throw new Error(`lva ${words.join(' ')} ended with ${code}.`)
    },
    async close() {
      child.kill('SIGTERM')
      await ended
      process.off('exit', end)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
