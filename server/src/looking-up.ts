import type { Accounts } from './accounts/accounts.ts'
import { buildRequest } from './conversation/prompt.ts'
import type { Publish } from './events/events.ts'
import { type RedisEval, windowsOnceThere } from './http/windows.ts'
import type { MemoryKeeper } from './memories/memories.ts'
import type { Outgoing } from './outgoing/outgoing.ts'
import type { Clock } from './providers/clock.ts'
import { readPage } from './research/pages/read-page.ts'
import { createResearch } from './research/research.ts'
import { type CompanionTool, createTools } from './tools/tools.ts'

type Researching = Omit<
  Parameters<typeof createResearch>[0],
  'settingsOf' | 'clock' | 'buildRequest' | 'windows' | 'log' | 'readPage'
>

type Needs = Researching & {
  accounts: Pick<Accounts, 'settingsOf' | 'changeSettings'>
  /** Made after this. */
  memories: () => Pick<MemoryKeeper, 'byWord'>
  clock: Clock
  publish: Publish
  outgoing: Pick<Outgoing, 'fetchPublic'>
  /** Tools of other servers, which come and go. */
  others: () => Promise<readonly CompanionTool[]>
  /** Where all processes count together; undefined: this one counts by itself. */
  redis: () => RedisEval | undefined
  log: { info(message: string): void; warn(facts: object, message: string): void }
}

/** What the companion does besides speaking: tools, and looking things up. Each is handed what it needs of the others. `guides`: in their order. */
export function createLookingUp({ accounts, memories, clock, redis, publish, outgoing, others, ...needs }: Needs) {
  const { settingsOf, changeSettings } = accounts
  const windows = windowsOnceThere(redis, {
    onFailure: (err) => needs.log.warn({ err }, 'redis did not count look-ups; this process counts for itself'),
    onReturn: () => needs.log.info('redis counts look-ups again'),
  })
  const research = createResearch({
    ...{ ...needs, settingsOf, clock, windows, buildRequest },
    readPage: (url, { signal }) => readPage(url, { outgoing, signal }),
  })
  const tools = createTools({
    ...{ settingsOf, changeSettings, clock, now: needs.now, others },
    settingsChanged: (userId) => publish(userId, { type: 'settings-changed' }),
    byWord: {
      mayLearn: (...asked) => memories().byWord.mayLearn(...asked),
      holding: (...asked) => memories().byWord.holding(...asked),
      saidBefore: (...asked) => memories().byWord.saidBefore(...asked),
      remember: (...asked) => memories().byWord.remember(...asked),
      forget: (...asked) => memories().byWord.forget(...asked),
    },
    tools: [research.tool],
    searches: () => needs.search.map(({ name }) => name),
  })
  return { tools, research, guides: [research.guide, tools.guide] }
}
