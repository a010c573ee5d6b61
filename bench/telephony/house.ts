import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createScriptedLlm, createScriptedStt } from '../../server/src/providers/scripted.ts'
import type { TestHouse } from '../../server/test/house.ts'
import { createLearner } from '../../server/test/learner.ts'
import { openPhoneHouse } from '../../server/test/telephony/phone-house.ts'
import { createEvenTts, WORD_MS } from '../../server/test/telephony/talking.ts'
import { openBenchHouse, UNLIMITED } from '../house.ts'
import { percentile } from '../statistics.ts'

// A house with the carrier's doors, in a process of its own: tells where they are, and how long frames took since it was asked last.
const CALLS = Number(process.argv[2])
const ANSWER = Array.from({ length: 4_000 / WORD_MS }, (_, n) => `word${n} `)

const loop = monitorEventLoopDelay({ resolution: 1 })
let took: number[] = []
const stt = createScriptedStt(() => ({ text: 'Tell me about the tides.', confidence: 0.9, firstAfterMs: 150 }))
const model = createScriptedLlm(() => {
  model.requests.length = 0
  return { words: ANSWER, firstAfterMs: 300, betweenMs: 10 }
})
const tts = createEvenTts()

const opened = await openBenchHouse({ env: UNLIMITED, llm: model, stt, tts })

async function open() {
  const url = await opened.serve()
  const learner = ({ name = 'Ana' } = {}) => createLearner(url, { email: 'ana@example.org', name })
  return { ...opened, db: opened.database.db, now: () => new Date(), learner } as unknown as TestHouse
}

const doors = await openPhoneHouse(open, { mode: 'media', maxCalls: CALLS, stt, tts, took: (ms) => took.push(ms) })
process.on('message', async (asked: 'forget' | 'tell' | 'stop') => {
  if (asked === 'forget') {
    took = []
    loop.reset()
    loop.enable()
  } else if (asked === 'tell') {
    const at = (part: number) => (took.length > 0 ? percentile(took, part) : 0)
    const late = (part: number) => Math.max(0, loop.percentile(part) / 1e6 - 1)
    process.send?.({
      frames: took.length,
      p50: at(0.5),
      p99: at(0.99),
      most: at(1),
      loopP50: late(50),
      loopP99: late(99),
    })
  } else {
    await doors.close()
    await opened.end()
    process.exit(0)
  }
})
process.send?.({ url: doors.phone.url })
