import type { ServerResponse } from 'node:http'
import { onTestFinished } from 'vitest'
import { type Received, startServer } from '../../providers/conformance/local-server.ts'

/** A message as it comes over the wire. */
export interface Message {
  id?: number
  method: string
  params?: { name?: string; arguments?: Record<string, unknown>; cursor?: string; protocolVersion?: string }
}

/** A tool as a server tells it; whatever a test likes. */
export type Told = Record<string, unknown>

/** A tool that says that it only reads. */
export const reading = (name: string, more: Told = {}): Told => ({
  ...{ name, description: `Looks ${name} up.`, annotations: { readOnlyHint: true } },
  inputSchema: { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] },
  ...more,
})

/** A tool server of somebody else for tests, which speaks the protocol by hand: it may tell, answer and do whatever the test wants. */
export async function startStranger(tools: Told[]) {
  const stranger = {
    url: '',
    tools,
    received: [] as { message: Message; headers: Received['headers'] }[],
    /** What a call gives. */
    call: (_name: string, _input: Record<string, unknown>): unknown => ({
      content: [{ type: 'text', text: 'Found.' }],
    }),
    /** Answers in its own way, and says so. */
    instead: (_message: Message, _response: ServerResponse): boolean => false,
    /** The calls of tools it got. */
    calls: () => stranger.received.flatMap(({ message }) => (message.method === 'tools/call' ? [message.params] : [])),
  }
  const server = await startServer(({ method, headers, body }, response) => {
    if (method !== 'POST') return void response.writeHead(405).end()
    const message = JSON.parse(String(body)) as Message
    stranger.received.push({ message, headers })
    if (stranger.instead(message, response)) return
    if (message.id === undefined) return void response.writeHead(202).end()
    const text = JSON.stringify({ jsonrpc: '2.0', id: message.id, result: resultOf(message) })
    response.writeHead(200, { 'content-type': 'application/json' }).end(text)
  })
  function resultOf({ method, params = {} }: Message): unknown {
    if (method === 'tools/list') return { tools: stranger.tools }
    if (method === 'tools/call') return stranger.call(params.name ?? '', params.arguments ?? {})
    const { protocolVersion } = params
    return { protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'stranger', version: '1' } }
  }
  onTestFinished(() => server.close())
  stranger.url = `${server.url}/mcp`
  return stranger
}
