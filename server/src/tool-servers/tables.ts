/** The tables of this slice. */
export interface OwnTables {
  /** `header`: what the secret header is called; `header_sealed`: its value, sealed for the house. `tools`: what it last said of them, as JSON. */
  tool_servers: {
    id: string
    called: string
    url: string
    header: string | null
    header_sealed: string | null
    added_at: string
    seen_at: string
    tools: string
  }
  /** Which tool was consented to, as it was then. `lapsed` 1: it has been another since, and stays shut until somebody consents anew. */
  tool_consents: { server_id: string; tool: string; fingerprint: string; at: string; lapsed: number }
}

declare module '../db/tables.ts' {
  interface Tables extends OwnTables {}
}
