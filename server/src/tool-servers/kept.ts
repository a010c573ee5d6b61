import type { ToolServer } from '@lva/contracts/tool-servers'
import type { Kysely, Selectable } from 'kysely'
import { z } from 'zod'
import type { Tables } from '../db/tables.ts'
import type { Note } from '../note.ts'
import { type Consent, Served, stateOf } from './served.ts'

export type ToolServerDb = Kysely<Pick<Tables, 'tool_servers' | 'tool_consents'>>
export type ServerRow = Selectable<Tables['tool_servers']>

const Kept = z.array(Served)

/** The tools of a server as it last told them. */
export const toolsOf = ({ tools }: Pick<ServerRow, 'tools'>): Served[] => Kept.parse(JSON.parse(tools))

/** What was consented to, by server and tool. */
export async function consentsIn(db: ToolServerDb): Promise<Map<string, Map<string, Consent>>> {
  const rows = await db.selectFrom('tool_consents').select(['server_id', 'tool', 'fingerprint', 'lapsed']).execute()
  const consents = new Map<string, Map<string, Consent>>()
  for (const { server_id, tool, ...consent } of rows)
    consents.set(server_id, (consents.get(server_id) ?? new Map()).set(tool, consent))
  return consents
}

/** A server as administrators see it. */
export function shown(row: ServerRow, consents: ReadonlyMap<string, Consent> | undefined): ToolServer {
  const { id, called: name, url, header, added_at, seen_at } = row
  return {
    ...{ id, name, url, header, added_at, seen_at },
    tools: toolsOf(row).map((tool) => {
      const { name, title, description, schema, fingerprint, why } = tool
      return { ...{ name, title, description, schema, fingerprint, why }, state: stateOf(tool, consents?.get(name)) }
    }),
  }
}

/**
 * Keeps what a server says of its tools now. A consent to a tool that has become another lapses, and comes back by itself never, also not
 * when the tool is again what it was.
 */
export async function keepTold(
  db: ToolServerDb,
  server: Pick<ServerRow, 'id' | 'called'>,
  tools: readonly Served[],
  { note, at }: { note: Note; at: string },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const kept = { tools: JSON.stringify(tools), seen_at: at }
    await trx.updateTable('tool_servers').set(kept).where('id', '=', server.id).execute()
    for (const { name, fingerprint, reads, why } of tools) {
      const lapsing = trx
        .updateTable('tool_consents')
        .set({ lapsed: 1 })
        .where('server_id', '=', server.id)
        .where('tool', '=', name)
        .where('lapsed', '=', 0)
      const lapsed = await (reads && why === null ? lapsing.where('fingerprint', '<>', fingerprint) : lapsing)
        .returning('tool')
        .executeTakeFirst()
      const details = { server: server.called, tool: name }
      if (lapsed) await note(trx, { action: 'tool-consent-lapsed', by: 'server', details })
    }
  })
}
