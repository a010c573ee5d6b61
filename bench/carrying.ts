import { once } from 'node:events'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { openBenchHouse, saying, UNLIMITED } from './house.ts'
import type { Errand } from './load/carrying.ts'

// For how long somebody who takes everything away, brings it in or has it erased holds up everybody else, who goes on talking meanwhile.
const { values } = parseArgs({
  options: { exchanges: { type: 'string', default: '20000' }, limit: { type: 'string', default: '50' } },
})
const EXCHANGES = Number(values.exchanges)
const LIMIT_MS = Number(values.limit)
const AT_REST_MS = 10_000

const house = await openBenchHouse({ env: UNLIMITED, llm: saying('Tell me ', 'more.'), stt: null, tts: null })
const url = await house.serve()
const [carrier, talker] = [newClient(), newClient()]
try {
  await measure()
} finally {
  await Promise.all([carrier.terminate(), talker.terminate()])
  await house.end()
}

async function measure() {
  const [ana, ben, other] = [await house.signUp('ana'), await house.signUp('ben'), await house.signUp('other')]
  await house.remember(ana.userId, EXCHANGES, (n) => `session-${Math.floor(n / 20)}`)
  const rows: Record<string, object> = {}
  rows['nobody carries anything'] = await held(other, () => pause(AT_REST_MS, 0))
  for (const format of ['csv', 'markdown', 'json'])
    rows[`take ${EXCHANGES} turns away as ${format}`] = await held(other, () =>
      told(carrier, { what: 'take-away', url, token: ana.token, format }),
    )
  rows['bring them in'] = await held(other, () => told(carrier, { what: 'bring-in', url, token: ben.token }))
  rows['erase them'] = await held(other, async () => {
    await house.privacy.erasures.eraseNow(ana.userId)
    return EXCHANGES
  })
  console.table(rows)
}

async function held(other: { token: string }, work: () => Promise<number>) {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  const looks = lookAtTheLoop()
  const talked = told(talker, { what: 'talk', url, token: other.token })
  delay.enable()
  // The first delay is measured from the second look at the loop.
  await pause(100)
  const began = performance.now()
  const before = process.threadCpuUsage()
  const carried = await work()
  const seconds = (performance.now() - began) / 1000
  const { user, system } = process.threadCpuUsage(before)
  await pause(20)
  delay.disable()
  talker.postMessage({ what: 'stop' } satisfies Errand)
  const { longest, tooLong } = looks.end()
  return {
    'bytes or turns': carried,
    seconds: Math.round(seconds * 10) / 10,
    'CPU seconds': Math.round((user + system) / 1e5) / 10,
    // On a busy machine this is the honest figure: how long the server's one thread worked, and did not wait, between two looks at the loop.
    'loop held, longest CPU ms': Math.round(longest),
    'times too long': tooLong || '',
    'by the clock, longest ms': Math.round(delay.max / 1e6),
    'others wait, p95 ms': Math.round(await talked),
  }
}

function lookAtTheLoop() {
  let longest = 0
  let tooLong = 0
  let before = process.threadCpuUsage()
  const timer = setInterval(() => {
    const { user, system } = process.threadCpuUsage(before)
    const ms = (user + system) / 1000
    longest = Math.max(longest, ms)
    if (ms > LIMIT_MS) tooLong += 1
    before = process.threadCpuUsage()
  }, 1)
  return {
    /** The longest time in ms for which nobody else had the thread, and how often it was more than the limit. */
    end(): { longest: number; tooLong: number } {
      clearInterval(timer)
      return { longest, tooLong }
    },
  }
}

function newClient(): Worker {
  return new Worker(new URL('./load/carrying.ts', import.meta.url))
}

async function told(client: Worker, errand: Errand): Promise<number> {
  const answered = once(client, 'message')
  client.postMessage(errand)
  const [figure] = await answered
  return figure
}
