import type { Selectable } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { createOutgoingWords } from '../outgoing/words/outgoing-words.ts'
import type { createAsking } from './asking.ts'
import { type ServerRow, type ToolServerDb, toolsOf } from './kept.ts'
import { leavingOf } from './leaving.ts'
import { type PlainObject, plainInput } from './plain-input.ts'
import { textOf } from './result.ts'
import { type Served, servedIn, stateOf } from './served.ts'
import { ToolServerTrouble } from './trouble.ts'

/** The turn in which such a tool runs. */
export interface OutsideTurn {
  /** What the learner said in this conversation, this turn too. */
  said: readonly string[]
  signal: AbortSignal
}

/** A tool of another server that somebody consented to: it reads, and reaches outside. */
export interface OutsideTool {
  /** What a model calls it: `server__tool`. */
  name: string
  /** What people read: `server/tool`. */
  title: string
  description: string
  /** The JSON Schema of what it takes. */
  schema: PlainObject
  /** What came of it, as text of a stranger's. Throws ToolServerTrouble, whose message may be told. */
  run(input: unknown, turn: OutsideTurn): Promise<{ text: string; dropped: string[] }>
}

interface Needs {
  db: ToolServerDb
  asking: ReturnType<typeof createAsking>
  /** Keeps what a server says now. */
  keep(server: ServerRow, tools: readonly Served[]): Promise<void>
}

/** The tools that were consented to, as they were then: what a model is told is what an administrator read, whatever the server says now. */
export function createOffering({ db, asking, keep }: Needs) {
  /** Throws ToolServerTrouble unless it is still consented to, exactly as it was offered. */
  async function stillOffered(serverId: string, { name, fingerprint }: Served): Promise<ServerRow> {
    const consent = await db
      .selectFrom('tool_consents')
      .select('lapsed')
      .where('server_id', '=', serverId)
      .where('tool', '=', name)
      .where('fingerprint', '=', fingerprint)
      .where('lapsed', '=', 0)
      .executeTakeFirst()
    const row = await db.selectFrom('tool_servers').selectAll().where('id', '=', serverId).executeTakeFirst()
    if (!consent || !row) throw new ToolServerTrouble('This tool is not to be used any more.')
    return row
  }

  async function call(
    serverId: string,
    tool: Served,
    takes: PlainObject,
    given: unknown,
    { said, signal }: OutsideTurn,
  ) {
    const row = await stillOffered(serverId, tool)
    const { input, dropped, missing } = leavingOf(takes, given, createOutgoingWords(said))
    if (missing.length > 0)
      throw new ToolServerTrouble(
        `It was not asked: nothing is left of ${missing.join(', ')}. Only words the learner said in this conversation may be sent, each once.`,
      )
    const { changed, result } = await asking.unlessBroken(row, signal, async (server) => {
      const tools = servedIn(await server.list())
      const now = tools.find(({ name }) => name === tool.name)
      const same = now?.fingerprint === tool.fingerprint && now.reads
      return same ? { result: await server.call(tool.name, input) } : { changed: tools }
    })
    if (changed) await keep(row, changed)
    if (!result)
      throw new ToolServerTrouble(
        'This tool is not what it was, and is not used until an administrator has looked at it.',
      )
    if (result.isError) throw new ToolServerTrouble('It says that it could not do this.')
    return { text: textOf(result), dropped }
  }

  return {
    /** Everything that may be offered to a model just now. */
    async tools(): Promise<OutsideTool[]> {
      const servers = await db.selectFrom('tool_servers').selectAll().orderBy('called').execute()
      if (servers.length === 0) return []
      const consents = await db.selectFrom('tool_consents').selectAll().execute()
      return servers.flatMap((row) => consentedOf(row, consents).flatMap((tool) => offered(row, tool)))
    },
  }

  function offered({ id, called: server }: ServerRow, tool: Served): OutsideTool[] {
    const takes = plainInput(JSON.parse(tool.schema))
    if (!takes) return []
    return [
      {
        ...{ name: `${server}__${tool.name}`, title: `${server}/${tool.name}`, description: tool.description },
        ...{ schema: takes, run: (input, turn) => call(id, tool, takes, input, turn) },
      },
    ]
  }
}

function consentedOf(row: ServerRow, consents: readonly Selectable<Tables['tool_consents']>[]): Served[] {
  return toolsOf(row).filter((tool) => {
    const consent = consents.find(({ server_id, tool: name }) => server_id === row.id && name === tool.name)
    return stateOf(tool, consent) === 'consented'
  })
}
