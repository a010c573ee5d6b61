import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../server/src/config.ts'
import type { Engine } from '../server/src/db/engine.ts'
import { createLog } from '../server/src/http/log.ts'
import { openHouse } from '../server/src/main.ts'
import { createScriptedLlm } from '../server/src/providers/scripted.ts'
import type { Surroundings } from '../server/src/surroundings.ts'
import { databaseUrl } from '../server/test/engines.ts'
import { nothingThere } from '../server/test/nothing-there.ts'
import { sentence } from './load/sentences.ts'

/** SQLite, and PostgreSQL where there is a server. */
export const ENGINES: readonly Engine[] = process.env.TEST_POSTGRES_URL ? ['sqlite', 'postgres'] : ['sqlite']

/** Settings under which nobody is counted out, however much they ask. */
export const UNLIMITED = {
  ...{ QUOTA_REQUESTS_PER_DAY: 'unlimited', QUOTA_TOKENS_PER_DAY: 'unlimited' },
  ...{ QUOTA_AUDIO_MINUTES_PER_DAY: 'unlimited', LOAD_SHEDDING: 'false' },
}

export type BenchHouse = Awaited<ReturnType<typeof openBenchHouse>>

interface Opening extends Partial<Surroundings> {
  env?: Record<string, string>
  /** PostgreSQL is a database of its own on the server at TEST_POSTGRES_URL. */
  engine?: Engine
  /** Where its folder is made. */
  below?: string
}

/** A house in this process with a folder and a database of its own, and no limit of requests a minute. `end` leaves nothing behind. */
export async function openBenchHouse({ env = {}, engine = 'sqlite', below = tmpdir(), ...given }: Opening = {}) {
  const folder = mkdtempSync(join(below, 'lva-bench-'))
  const server = engine === 'postgres' ? await databaseUrl() : null
  const config = readConfig(
    { ENVIRONMENT: 'test', HOST: '127.0.0.1', PORT: '0', DATA_DIR: folder, RATE_LIMIT_ENABLED: 'false', ...env },
    { readFile: nothingThere },
  )
  const house = await openHouse(config, {
    ...{ log: createLog({ level: 'error', json: true }), path: '', home: '', acceptNewDatabase: true },
    ...(server ? { address: { engine: 'postgres', url: server.url, connections: 5 } } : {}),
    ...given,
  })
  let closed = false
  async function close() {
    if (!closed) await house.close()
    closed = true
  }
  return {
    ...house,
    folder,

    /** Opens its doors, and says where they are. */
    serve: async () => (await house.serve()).replace('localhost', '127.0.0.1'),

    /** Somebody new, who is signed in. */
    async signUp(name: string): Promise<{ userId: string; token: string }> {
      const who = { email: `${name}@example.org`, password: 'Bench1Passphrase' }
      await house.accounts.register(who)
      const { token } = await house.accounts.signIn({ ...who, device: { name: 'bench', address: '127.0.0.1' } })
      const { userId } = await house.accounts.authenticate(token.access_token, null)
      return { userId, token: token.access_token }
    },

    /** So many turns that somebody has taken until now, a minute apart, in sessions that `sessionOf` names. */
    async remember(userId: string, turns: number, sessionOf: (n: number) => string): Promise<void> {
      const begun = Date.now() - turns * 60_000
      const all = Array.from({ length: turns }, (_, n) => {
        const userText = sentence('talker', n)
        return {
          ...{ id: crypto.randomUUID(), sessionId: sessionOf(n), at: new Date(begun + n * 60_000).toISOString() },
          ...{ userText, agentText: `That is worth holding on to. What made you think of ${userText.toLowerCase()}` },
        }
      })
      for (let from = 0; from < all.length; from += 1_000)
        await house.conversation.importExchanges(userId, all.slice(from, from + 1_000), { locale: 'en' })
    },

    close,

    async end(): Promise<void> {
      await close()
      await server?.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A house as above, which ends after `work`. */
export async function inBenchHouse(opening: Opening, work: (house: BenchHouse) => Promise<void>): Promise<void> {
  const house = await openBenchHouse(opening)
  try {
    await work(house)
  } finally {
    await house.end()
  }
}

/** A model that says the same always, and keeps nothing of what it is asked. */
export function saying(...words: string[]) {
  const model = createScriptedLlm(() => {
    model.requests.length = 0
    return { words }
  })
  return model
}
