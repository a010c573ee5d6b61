import { Sessions } from '@lva/contracts/conversation'
import type { App } from '../http/http.ts'
import type { SignedIn } from '../http/who-asks.ts'
import { Problem } from '../problem.ts'
import { type Caller, callTool, readText } from './calling.ts'
import { type McpTool, toolsOf } from './tools.ts'

/** How many of the latest sessions are listed as resources. */
const SESSIONS_SHOWN = 50
const SESSION = /^lva:\/\/sessions\/([^/]{1,1200})$/

interface Needs {
  version: string
  newId: () => string
  /** Whose token it is, if it has the scope; see `Authenticate`. */
  authenticate(token: string, needs: 'write'): Promise<SignedIn>
}

export type Mcp = ReturnType<typeof createMcp>

/** The companion as a server of the Model Context Protocol, over the application's own doors. */
export function createMcp(app: App, { version, newId, authenticate }: Needs) {
  let known: readonly McpTool[] | undefined
  // Every route has been added by then; one that is missing keeps the server from starting.
  app.addHook('onReady', async () => {
    known = toolsOf(app.routes)
  })

  async function maySay(token: string): Promise<boolean> {
    try {
      await authenticate(token, 'write')
      return true
    } catch (error) {
      if (error instanceof Problem && error.code === 'scope-missing') return false
      throw error
    }
  }

  return {
    /** Answers one message that came with a token that may read. Throws Problem when the token is no good any more. */
    async answer(request: Request, message: unknown, token: string, caller: Caller): Promise<Response> {
      const all = known ?? toolsOf(app.routes)
      const writes = await maySay(token)
      const opens = ({ scope }: McpTool) => scope === 'read' || writes
      // With it come a server, a client and their schemas; a house that nobody asks this way does without.
      const { answer } = await import('./protocol.ts')
      return answer(request, message, {
        ...{ version, tools: all.filter(opens), closed: all.filter((tool) => !opens(tool)) },
        call: (tool, given) => callTool({ app, newId }, tool, given, caller),
        resources: async () =>
          sessionsIn(await readText(app, `/api/conversation/sessions?limit=${SESSIONS_SHOWN}`, caller)),
        read: (uri) => readText(app, exportOf(uri), caller),
      })
    },
  }
}

function sessionsIn(text: string) {
  const { sessions } = Sessions.parse(JSON.parse(text))
  return sessions.map(({ session_id, title }) => ({
    uri: `lva://sessions/${encodeURIComponent(session_id)}`,
    name: title || session_id,
    mimeType: 'text/markdown',
  }))
}

function exportOf(uri: string): string {
  const name = SESSION.exec(uri)?.[1]
  if (name === undefined || /^\.{1,2}$/.test(name)) throw new Problem('not-found', 'There is no such resource.')
  return `/api/conversation/sessions/${encodeURIComponent(decoded(name))}/export?format=markdown`
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    throw new Problem('not-found', 'There is no such resource.')
  }
}
