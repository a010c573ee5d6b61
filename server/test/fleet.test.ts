import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { goesWithUs } from '../../bench/load/children.ts'
import { databaseUrl } from './engines.ts'
import { freePort } from './house.ts'
import { ask, createLearner } from './learner.ts'

const LVA = fileURLToPath(new URL('../bin/lva.mjs', import.meta.url))
const ADMIN_KEY = 'k'.repeat(40)

interface Line {
  msg: string
  process?: number
  pid: number
}

/** `lva serve` in processes of its own: what it logs, and how it ends. */
function serve(args: string[], env: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'lva-fleet-'))
  const child: ChildProcess = goesWithUs(
    spawn(process.execPath, [LVA, 'serve', ...args], {
      env: {
        ...{
          PATH: process.env.PATH,
          NODE_COMPILE_CACHE: fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url)),
        },
        ...{
          HOST: '127.0.0.1',
          DATA_DIR: folder,
          LLM: 'companion',
          LOG_JSON_FORMAT: 'true',
          RATE_LIMIT_ENABLED: 'false',
        },
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  )
  const lines: Line[] = []
  let complaint = ''
  if (child.stdout) createInterface(child.stdout).on('line', (line) => lines.push(JSON.parse(line)))
  child.stderr?.on('data', (text) => (complaint += text))
  const exited = once(child, 'exit').then(([code]) => code as number | null)
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await exited
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    exited,
    complaint: () => complaint,
    /** Lines that say this, in the order in which they were logged. */
    saying: (msg: string) => lines.filter((line) => line.msg === msg),
  }
}

const { TEST_REDIS_URL } = process.env

describe.runIf(process.env.TEST_POSTGRES_URL && TEST_REDIS_URL)('several processes at one port', () => {
  test('are renewed and replaced under people who talk, and no turn is lost or said twice', async () => {
    const { url: DATABASE_URL, drop } = await databaseUrl()
    onTestFinished(drop)
    const PORT = await freePort()
    const fleet = serve(['--workers', '2'], {
      ...{ DATABASE_URL, REDIS_URL: TEST_REDIS_URL ?? '', PORT, ADMIN_API_KEY: ADMIN_KEY, DRAIN_NOTICE_SECONDS: '0' },
    })
    const both = (count: number) =>
      expect.poll(() => fleet.saying('listening').length, { timeout: 120_000, interval: 50 }).toBe(count)
    await both(3)
    const [first, second, parent] = fleet.saying('listening')
    expect([first?.process, second?.process, parent?.process]).toEqual([1, 2, undefined])
    expect(fleet.saying('the database was brought up to date').map(({ process }) => process)).toEqual([1])

    const url = `http://127.0.0.1:${PORT}`
    const numbers = await fetch(`${url}/metrics`, { headers: { 'x-admin-key': ADMIN_KEY } })
    for (const number of [1, 2])
      expect(await numbers.clone().text()).toMatch(
        new RegExp(`^process_resident_memory_bytes{process="${number}"} \\d+$`, 'm'),
      )

    // None of them may shut its doors for a backup that is put back.
    expect(await (await fetch(`${url}/api/setup`)).json()).toMatchObject({ empty: false })
    const ada = await createLearner(url, { email: 'ada@example.org' })
    let over = false
    const said: string[] = []
    const talking = (async () => {
      while (!over) {
        const text = `Thought ${said.length}.`
        said.push(text)
        await sayUntilTaken(url, ada.token, text)
        await pause(50)
      }
    })()

    process.kill(first?.pid ?? 0, 'SIGKILL')
    await both(4)
    fleet.kill('SIGHUP')
    await expect.poll(() => fleet.saying('a process was renewed').length, { timeout: 120_000, interval: 50 }).toBe(2)
    over = true
    await talking
    const { history } = (
      await ask(url, 'GET', '/api/session/fleet/history?limit=100', {
        headers: { authorization: `Bearer ${ada.token}` },
      })
    ).body
    expect(history.map(({ user_text }: { user_text: string }) => user_text)).toEqual(said.slice(-100))

    fleet.kill('SIGTERM')
    expect(await fleet.exited).toBe(0)
    expect(fleet.saying('stopping: finishing what is running')).toHaveLength(4)
    expect(fleet.complaint()).toBe('')
  }, 300_000)
})

/** Says something as the page does: again with the same key until somebody has taken it. */
async function sayUntilTaken(url: string, token: string, text: string): Promise<void> {
  const key = crypto.randomUUID()
  for (;;) {
    const answer = await fetch(`${url}/api/conversation`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'idempotency-key': key },
      body: JSON.stringify({ text, session_id: 'fleet' }),
    }).catch(() => null)
    if (answer?.ok || answer?.status === 409) return void (await answer.text())
    if (answer && answer.status !== 503) throw new Error(`${answer.status} ${await answer.text()}`)
    await pause(50)
  }
}
