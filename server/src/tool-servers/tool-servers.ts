import {
  type NewToolServer,
  TOOL_SERVERS_MAX,
  type ToolConsent,
  type ToolServer,
  type ToolServerTest,
} from '@lva/contracts/tool-servers'
import type { Administrator } from '../http/administrator.ts'
import type { Note } from '../note.ts'
import type { Outgoing } from '../outgoing/outgoing.ts'
import { OutgoingRefused } from '../outgoing/refused.ts'
import { Problem } from '../problem.ts'
import type { Clock } from '../providers/clock.ts'
import { rememberFor } from '../remember.ts'
import type { CompanionTool } from '../tools/tools.ts'
import type { Sealed } from '../vault/rotation.ts'
import type { Vault } from '../vault/vault.ts'
import { createAsking } from './asking.ts'
import { companionTools } from './companion-tools.ts'
import { consentsIn, keepTold, type ServerRow, shown, type ToolServerDb, toolsOf } from './kept.ts'
import { createOffering } from './offering.ts'
import { createHeaders, createResealing } from './sealed-headers.ts'
import { servedIn, stateOf } from './served.ts'
import { ToolServerTrouble } from './trouble.ts'

/** Every turn asks which tools there are. Whether one may still be used is looked up anew when it is called. */
const REMEMBERED_MS = 2_000

interface Needs {
  db: ToolServerDb
  vault: Vault
  outgoing: Pick<Outgoing, 'only' | 'isNamed'>
  clock: Clock
  now: () => Date
  newId: () => string
  note: Note
  version: string
  /** How long a server may take for all of one question, in milliseconds. Only tests change it. */
  patienceMs?: number
}

/** Who changes something, and from where. */
interface By {
  by: Administrator
  address: string
}

export type ToolServerKeeper = ReturnType<typeof createToolServers>

/**
 * Servers of the Model Context Protocol whose tools the companion may use. An administrator adds them and consents to each tool by itself,
 * as it was shown; only those that say that they change nothing are ever offered.
 */
export function createToolServers({ db, vault, outgoing, clock, now, newId, note, version, ...more }: Needs) {
  const headers = createHeaders({ vault })
  const asking = createAsking({ outgoing, headers, clock, version, ...more })
  const keep = (server: ServerRow, tools: ReturnType<typeof servedIn>) =>
    keepTold(db, server, tools, { note, at: now().toISOString() })
  const offering = createOffering({ db, asking, keep })
  let remembered = rememberFor(REMEMBERED_MS, now, offering.tools)
  const changed = () => {
    remembered = rememberFor(REMEMBERED_MS, now, offering.tools)
  }
  async function rowOf(id: string): Promise<ServerRow> {
    const row = await db.selectFrom('tool_servers').selectAll().where('id', '=', id).executeTakeFirst()
    if (!row) throw new Problem('not-found', 'There is no such tool server.')
    return row
  }

  async function one(id: string): Promise<ToolServer> {
    return shown(await rowOf(id), (await consentsIn(db)).get(id))
  }

  /** All of them, by name. */
  async function list(): Promise<ToolServer[]> {
    const rows = await db.selectFrom('tool_servers').selectAll().orderBy('called').execute()
    const consents = await consentsIn(db)
    return rows.map((row) => shown(row, consents.get(row.id)))
  }

  const told = (row: ServerRow) => asking.now(row, undefined, async (server) => servedIn(await server.list()))

  return {
    list,

    /**
     * Adds a server that answers, with everything it offers and consent to nothing. Throws Problem `tool-server-taken`,
     * `too-many-tool-servers`, and `tool-server-unusable` with what is wrong.
     */
    async add({ name, url, header }: NewToolServer, by: By): Promise<ToolServer> {
      const id = newId()
      const at = now().toISOString()
      const row: ServerRow = {
        ...{ id, called: name, url: addressOf(url, outgoing), added_at: at, seen_at: at, tools: '[]' },
        ...{ header: header?.name ?? null, header_sealed: header ? headers.seal(id, header.value) : null },
      }
      await free(name)
      const tools = await told(row).catch(unusable)
      await db.transaction().execute(async (trx) => {
        const added = await trx
          .insertInto('tool_servers')
          .values({ ...row, tools: JSON.stringify(tools) })
          .onConflict((conflict) => conflict.column('called').doNothing())
          .returning('id')
          .executeTakeFirst()
        if (!added) throw taken(name)
        await note(trx, { ...by, action: 'tool-server-added', details: { server: name } })
      })
      return one(id)
    },

    /** Asks a server anew what it offers; consents to what has changed lapse. Throws Problem `not-found`. */
    async test(id: string): Promise<ToolServerTest> {
      const row = await rowOf(id)
      try {
        await keep(row, await told(row))
        changed()
        return { ok: true, detail: 'It answers.', server: await one(id) }
      } catch (error) {
        if (!(error instanceof ToolServerTrouble)) throw error
        return { ok: false, detail: error.message, server: await one(id) }
      }
    },

    /**
     * Consents to a tool as it was shown, or takes that back. Throws Problem `not-found`, `tool-changed` when it is not what was shown,
     * and `tool-server-unusable` for one that must not be offered.
     */
    async consent(id: string, { tool: name, fingerprint }: ToolConsent, by: By): Promise<ToolServer> {
      const row = await rowOf(id)
      const tool = toolsOf(row).find((each) => each.name === name)
      if (!tool) throw new Problem('not-found', 'This server has no such tool.')
      const consent = fingerprint === null ? null : { fingerprint, lapsed: 0 }
      if (consent && consent.fingerprint !== tool.fingerprint)
        throw new Problem('tool-changed', 'This tool is not what was shown to you. Look at it again.')
      if (consent && stateOf(tool, consent) !== 'consented')
        throw new Problem(
          'tool-server-unusable',
          tool.why ?? 'It does not say that it only reads, and is never offered.',
        )
      const action = consent ? 'tool-consented' : 'tool-consent-withdrawn'
      await db.transaction().execute(async (trx) => {
        await trx.deleteFrom('tool_consents').where('server_id', '=', id).where('tool', '=', name).execute()
        const values = consent && { ...consent, server_id: id, tool: name, at: now().toISOString() }
        if (values) await trx.insertInto('tool_consents').values(values).execute()
        await note(trx, { ...by, action, details: { server: row.called, tool: name } })
      })
      changed()
      return one(id)
    },

    /** Removes a server, its secret and every consent. Throws Problem `not-found`. */
    async remove(id: string, by: By): Promise<void> {
      const { called: name } = await rowOf(id)
      await db.transaction().execute(async (trx) => {
        await trx.deleteFrom('tool_consents').where('server_id', '=', id).execute()
        await trx.deleteFrom('tool_servers').where('id', '=', id).execute()
        await note(trx, { ...by, action: 'tool-server-removed', details: { server: name } })
      })
      asking.forget(id)
      changed()
    },

    /** Those that may be asked in a turn, because somebody consented to a tool of theirs. */
    async asked(): Promise<{ name: string; url: string }[]> {
      return (await list()).filter(({ tools }) => tools.some(({ state }) => state === 'consented'))
    },

    /** What may be offered to a model just now. */
    tools: async (): Promise<CompanionTool[]> => companionTools(await remembered()),

    /** The secret headers, when keys change. */
    sealed: [createResealing({ db, vault, headers })] satisfies Sealed[],
  }

  async function free(name: string): Promise<void> {
    const rows = await db.selectFrom('tool_servers').select('called').execute()
    if (rows.some(({ called }) => called === name)) throw taken(name)
    if (rows.length >= TOOL_SERVERS_MAX)
      throw new Problem('too-many-tool-servers', `There may be ${TOOL_SERVERS_MAX} tool servers. Remove one first.`)
  }
}

const taken = (name: string) => new Problem('tool-server-taken', `There is a tool server called ${name} already.`)

/** An address that may be asked at all, as it is kept. Secrets travel to it, and words of learners: only the operator may want that in plain http. */
function addressOf(given: string, outgoing: Pick<Outgoing, 'isNamed'>): string {
  try {
    const isNamed = outgoing.isNamed(given)
    const url = new URL(given)
    if (url.protocol === 'https:' || isNamed) return url.href
  } catch (error) {
    if (!(error instanceof OutgoingRefused)) throw error
    throw new Problem('tool-server-unusable', error.message, { cause: error })
  }
  throw new Problem(
    'tool-server-unusable',
    'The address has to begin with https://, unless OUTGOING_ALLOW names its host.',
  )
}

function unusable(error: unknown): never {
  if (error instanceof ToolServerTrouble) throw new Problem('tool-server-unusable', error.message, { cause: error })
  throw error
}
