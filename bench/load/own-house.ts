import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../../server/src/config.ts'
import type { Engine } from '../../server/src/db/engine.ts'
import { createLog } from '../../server/src/http/log.ts'
import { openHouse } from '../../server/src/main.ts'
import { createScriptedLlm } from '../../server/src/providers/scripted.ts'
import { databaseUrl } from '../../server/test/engines.ts'
import { nothingThere } from '../../server/test/nothing-there.ts'

/** SQLite, and PostgreSQL where there is a server. */
export const ENGINES: readonly Engine[] = process.env.TEST_POSTGRES_URL ? ['sqlite', 'postgres'] : ['sqlite']

export type OwnHouse = Awaited<ReturnType<typeof openHouse>>

/** Opens a house in this process, with a folder and a database of its own and a model that says the same always; all of it goes after `measure`. */
export async function inOwnHouse(engine: Engine, measure: (house: OwnHouse) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lva-bench-'))
  const server = engine === 'postgres' ? await databaseUrl() : null
  const house = await openHouse(
    readConfig(
      { ENVIRONMENT: 'test', HOST: '127.0.0.1', PORT: '0', DATA_DIR: folder, RATE_LIMIT_ENABLED: 'false' },
      { readFile: nothingThere },
    ),
    {
      ...{ log: createLog({ level: 'error', json: true }), path: '', home: '', acceptNewDatabase: true },
      ...(server ? { address: { engine: 'postgres', url: server.url, connections: 5 } } : {}),
      llm: createScriptedLlm(() => ({ words: ['Tell me ', 'more.'] })),
    },
  )
  try {
    await measure(house)
  } finally {
    await house.close()
    await server?.drop()
    rmSync(folder, { recursive: true, force: true })
  }
}
