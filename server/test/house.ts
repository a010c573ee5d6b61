import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, describe, vi } from 'vitest'
import { readConfig } from '../src/config.ts'
import type { Guide, ToolBox } from '../src/conversation/conversation.ts'
import type { DatabaseAddress } from '../src/db/open.ts'
import { openHouse } from '../src/main.ts'
import type { Outgoing } from '../src/outgoing/outgoing.ts'
import { createHandClock } from '../src/providers/conformance/hand-clock.ts'
import type { Embeddings } from '../src/providers/embeddings/embeddings.ts'
import type { GuardedSight } from '../src/providers/guarded.ts'
import type { Llm, LlmRequest } from '../src/providers/llm/llm.ts'
import { createScriptedLlm, type ScriptedReply } from '../src/providers/scripted.ts'
import type { SearchProvider } from '../src/providers/search/search.ts'
import type { Stt } from '../src/providers/stt/stt.ts'
import type { Tts } from '../src/providers/tts/tts.ts'
import type { Carrier } from '../src/telephony/call.ts'
import { freshDatabase } from './engines.ts'
import { createLearner } from './learner.ts'
import { nothingThere } from './nothing-there.ts'
import { quickPasswords } from './quick-passwords.ts'
import { sharedWorkers } from './shared-workers.ts'

export type Ends = Array<() => Promise<void> | void>
export type TestHouse = Awaited<ReturnType<typeof openTestHouse>>

const QUIET = {
  ENVIRONMENT: 'test',
  HOST: '127.0.0.1',
  PORT: '0',
  RATE_LIMIT_ENABLED: 'false',
  // The database of some tests computes in this process, and the machine has other things to do.
  LOAD_SHEDDING: 'false',
  // The clock jumps over nights, and a copy of everything takes its time.
  BACKUP_ENABLED: 'false',
  QUOTA_REQUESTS_PER_DAY: 'unlimited',
  QUOTA_AUDIO_MINUTES_PER_DAY: 'unlimited',
  QUOTA_TOKENS_PER_DAY: 'unlimited',
  // Nothing is looked up outside unless a test says where.
  RESEARCH: 'off',
  // The clock jumps; nobody should have to sign in again because of it.
  JWT_ACCESS_EXPIRE_MINUTES: '1440',
}

type Script = (request: LlmRequest, call: number) => ScriptedReply

/** What a test may choose. `env` is laid over a configuration without limits; `place` is where an earlier house stood. */
export interface Wishes {
  env?: Record<string, string>
  stt?: Stt | null
  tts?: Tts | null
  embeddings?: Embeddings | null
  sight?: GuardedSight | null
  /** Who is searched, instead of those of the configuration. */
  search?: readonly SearchProvider[]
  /** The way to the pages they find; undefined: to those of the public network. */
  pages?: Pick<Outgoing, 'fetchPublic'>
  /** Who carries calls. */
  carrier?: Carrier
  /** Instead of the model that follows a script. */
  llm?: Llm
  /** Guides that lead turns before those of the house. */
  guides?: readonly Guide[]
  /** What a model may call. */
  tools?: ToolBox
  /** How long ending takes. */
  drain?: { noticeMs: number; drainMs: number }
  /** How somebody waits for an export. */
  wait?: (ms: number) => Promise<void>
  place?: Place
}

/** A database and the data folder beside it. */
export interface Place {
  address: DatabaseAddress
  folder: string
}

/**
 * Runs a group of stories on SQLite and on PostgreSQL, each in whole houses: the real doors on a free port, a real database, a model
 * that follows a script. What is opened is closed after the group. PostgreSQL has to be a server for it: inside this process it is fit for
 * the slices by themselves, and for whole houses too slow.
 */
export function inHouses(
  title: string,
  group: (open: (wishes?: Wishes) => Promise<TestHouse>, engine: 'sqlite' | 'postgres') => void,
  engines: ReadonlyArray<'sqlite' | 'postgres'> = ['sqlite', 'postgres'],
) {
  for (const engine of engines) {
    describe.skipIf(engine === 'postgres' && !process.env.TEST_POSTGRES_URL)(`${title} (${engine})`, () => {
      const ends: Ends = []
      afterAll(async () => {
        for (const end of ends.reverse()) await end()
      })
      group(
        async (wishes = {}) => openTestHouse(wishes.place ?? (await freshPlace(engine, ends)), wishes, ends),
        engine,
      )
    })
  }
}

/** A port nobody listens on. */
export async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((ready) => server.once('listening', ready))
  const bound = server.address()
  await new Promise((closed) => server.close(closed))
  return String(typeof bound === 'object' && bound ? bound.port : 0)
}

/** A folder, and in it or beside it a database that nobody has used yet. */
export async function freshPlace(engine: 'sqlite' | 'postgres', ends: Ends): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'lva-house-'))
  ends.push(() => rmSync(folder, { recursive: true, force: true }))
  return { address: await freshDatabase(engine, folder, ends), folder }
}

/** Opens a house and its doors. Its clock runs on by hand as well (`pass`). */
export async function openTestHouse(
  place: Place,
  { env = {}, stt = null, tts = null, embeddings = null, sight = null, search, ...wishes }: Wishes,
  ends: Ends,
) {
  const { carrier, llm, guides, tools, drain, wait, pages } = wishes
  let ahead = 0
  const now = () => new Date(Date.now() + ahead)
  const says: { script: Script } = { script: sayYes }
  const clock = createHandClock()
  const model = createScriptedLlm((request, call) => says.script(request, call), { clock })
  const config = readConfig({ ...QUIET, DATA_DIR: place.folder, ...env }, { readFile: nothingThere })
  const log = pino({ level: process.env.TEST_LOG ?? 'silent' })
  const house = await openHouse(config, {
    log,
    path: '',
    home: '',
    now,
    address: place.address,
    llm: llm ?? model,
    stt,
    tts,
    embeddings,
    sight,
    passwords: quickPasswords,
    workers: sharedWorkers,
    drain: drain ?? { noticeMs: 0, drainMs: 200 },
    ...(search ? { search } : {}),
    ...(pages ? { pages } : {}),
    ...(guides ? { guides } : {}),
    ...(tools ? { tools } : {}),
    ...(carrier ? { carrier } : {}),
    ...(wait ? { wait } : {}),
  })
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= house.close()
    return closing
  }
  ends.push(close)
  const address = await house.serve()
  // Behind a public address only the port says where the house stands.
  const url = env.PORT ? `http://127.0.0.1:${env.PORT}` : address.replace('localhost', '127.0.0.1')
  let learners = 0

  return {
    ...house,
    db: house.database.db,
    url,
    place,
    close,
    requests: model.requests,
    /** The pauses in a script run by this clock. */
    clock: {
      get pending() {
        return clock.pending
      },
      /** Turns the clock on once somebody waits for it. */
      async advance(ms: number) {
        await vi.waitFor(
          () => {
            if (clock.pending === 0) throw new Error('nobody waits for the clock')
          },
          { timeout: 10_000, interval: 5 },
        )
        await clock.advance(ms)
      },
    },
    now,
    pass: (ms: number) => {
      ahead += ms
    },

    /** What the model says from now on. */
    script(script: Script) {
      says.script = script
    },

    /** Somebody who has just signed up and in. */
    learner: (details?: { name?: string; locale?: string }) =>
      createLearner(url, { email: `learner-${++learners}@example.org`, ...details }),

    /** Somebody who has just signed up and in, and whom the operator made an administrator. */
    async admin() {
      const learner = await createLearner(url, { email: `admin-${++learners}@example.org`, name: 'Admin' })
      await house.accounts.setRole(learner.email, 'admin')
      return learner
    },

    /** Lets the work that is due be done, here or by the running clock. */
    async settle() {
      await vi.waitFor(
        async () => {
          await house.jobs.settle()
          if ((await house.jobs.backlog()).due > 0) throw new Error('there is still work to do')
        },
        { timeout: 20_000, interval: 20 },
      )
    },
  }
}

/** What a model says that nobody gave a script. */
export const sayYes = (): ScriptedReply => ({ words: ['Tell me ', 'more.'] })
/** A model that is down. */
export const down = (): ScriptedReply => ({ fail: { kind: 'unavailable' } })
