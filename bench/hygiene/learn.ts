import type { Memory } from '@lva/contracts/memories'
import type { Engine } from '../../server/src/db/engine.ts'
import { createReading } from '../../server/src/memories/reading.ts'
import { createCompanion } from '../../server/src/providers/llm/companion/companion.ts'
import { createScriptedLlm } from '../../server/src/providers/scripted.ts'
import { openBenchHouse, UNLIMITED } from '../house.ts'
import type { DiaryTurn } from './diary.ts'
import type { Script } from './models.ts'

const BEGINS = Date.UTC(2026, 2, 1, 8)
const DAY_MS = 86_400_000
const PAGE = 100

/** What was learnt from a diary. `turnOf` knows which turn an exchange was; `calls` is how often a model was asked to read. */
export interface Learnt {
  memories: Memory[]
  turnOf: Map<string, number>
  calls: number
}

/** Lives through a diary in a whole house, a session a day, and reads what is remembered at its end. */
export async function learnDiary(
  diary: readonly DiaryTurn[],
  { engine, script }: { engine: Engine; script: Script },
): Promise<Learnt> {
  let at = BEGINS
  let reply = ''
  let calls = 0
  const model = createScriptedLlm(({ purpose, ...request }) => {
    model.requests.length = 0
    if (purpose !== 'memories') return { words: [reply || 'A note.'] }
    calls += 1
    return { words: [script?.({ purpose, ...request }, calls - 1) ?? ''] }
  })
  const house = await openBenchHouse({
    ...{ engine, env: UNLIMITED, now: () => new Date(at) },
    ...{ llm: script ? model : createCompanion(), stt: null, tts: null },
  })
  try {
    const { userId } = await house.signUp('mara')
    const learner = { userId, fullName: null, timezone: 'Europe/Berlin', locale: 'en' }
    const turnOf = new Map<string, number>()
    for (const [place, turn] of diary.entries()) {
      const next = BEGINS + (turn.day - 1) * DAY_MS
      if (next > at) await nextDay(next)
      at += 60_000
      reply = turn.replied
      for await (const event of house.conversation.takeTurn({
        ...{ learner, sessionId: `day ${turn.day}`, text: turn.said, mode: 'conversation' },
      }))
        if (event.type === 'turn-start') turnOf.set(event.exchange_id, place)
    }
    await nextDay(at + DAY_MS)
    return { memories: await everything(), turnOf, calls }

    async function nextDay(next: number) {
      for (const minutes of [31, 5, 5]) {
        at += minutes * 60_000
        await house.jobs.settle()
      }
      at = next
    }

    async function everything(): Promise<Memory[]> {
      const reading = createReading({ db: house.database.db })
      const all: Memory[] = []
      for (let before: string | null = null; ; ) {
        const rows = await reading.find(userId, {
          words: [],
          during: null,
          state: 'all',
          pinned: null,
          before,
          limit: PAGE,
        })
        all.push(...(await reading.withSources(userId, rows.slice(0, PAGE))))
        before = all.at(-1)?.id ?? null
        if (rows.length <= PAGE) return all
      }
    }
  } finally {
    await house.end()
  }
}
