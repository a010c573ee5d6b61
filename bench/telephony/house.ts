import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { readConfig } from '../../server/src/config.ts'
import { createLog } from '../../server/src/http/log.ts'
import { openHouse } from '../../server/src/main.ts'
import { createScriptedLlm, createScriptedStt } from '../../server/src/providers/scripted.ts'
import type { TestHouse } from '../../server/test/house.ts'
import { createLearner } from '../../server/test/learner.ts'
import { nothingThere } from '../../server/test/nothing-there.ts'
import { openPhoneHouse } from '../../server/test/telephony/phone-house.ts'
import { createEvenTts, WORD_MS } from '../../server/test/telephony/talking.ts'

// A house with the carrier's doors, in a process of its own: tells where they are, and how long frames took since it was asked last.
const CALLS = Number(process.argv[2])
const ANSWER = Array.from({ length: 4_000 / WORD_MS }, (_, n) => `word${n} `)

const folder = mkdtempSync(join(tmpdir(), 'lva-telephony-'))
const loop = monitorEventLoopDelay({ resolution: 1 })
let took: number[] = []
const stt = createScriptedStt(() => ({ text: 'Tell me about the tides.', confidence: 0.9, firstAfterMs: 150 }))
const model = createScriptedLlm(() => {
  model.requests.length = 0
  return { words: ANSWER, firstAfterMs: 300, betweenMs: 10 }
})
const tts = createEvenTts()

async function open() {
  const house = await openHouse(
    readConfig(
      {
        ...{ ENVIRONMENT: 'test', HOST: '127.0.0.1', PORT: '0', DATA_DIR: folder, RATE_LIMIT_ENABLED: 'false' },
        ...{ QUOTA_REQUESTS_PER_DAY: 'unlimited', QUOTA_TOKENS_PER_DAY: 'unlimited', LOAD_SHEDDING: 'false' },
      },
      { readFile: nothingThere },
    ),
    { log: createLog({ level: 'error', json: true }), path: '', home: '', llm: model, stt, tts },
  )
  const url = (await house.serve()).replace('localhost', '127.0.0.1')
  const learner = ({ name = 'Ana' } = {}) => createLearner(url, { email: 'ana@example.org', name })
  return { ...house, db: house.database.db, now: () => new Date(), learner } as unknown as TestHouse
}

const doors = await openPhoneHouse(open, { mode: 'media', maxCalls: CALLS, stt, tts, took: (ms) => took.push(ms) })
process.on('message', async (asked: 'forget' | 'tell' | 'stop') => {
  if (asked === 'forget') {
    took = []
    loop.reset()
    loop.enable()
  } else if (asked === 'tell') {
    const all = took.toSorted((one, other) => one - other)
    const at = (part: number) => all[Math.min(all.length - 1, Math.floor(all.length * part))] ?? 0
    const late = (part: number) => Math.max(0, loop.percentile(part) / 1e6 - 1)
    process.send?.({
      frames: all.length,
      p50: at(0.5),
      p99: at(0.99),
      most: at(1),
      loopP50: late(50),
      loopP99: late(99),
    })
  } else {
    await doors.close()
    await doors.house.close()
    rmSync(folder, { recursive: true, force: true })
    process.exit(0)
  }
})
process.send?.({ url: doors.phone.url })
