import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import type { App } from '../http/http.ts'
import type { HttpSettings } from '../http/settings.ts'
import { mayConnect } from '../http/sockets.ts'
import { bearerToken } from '../http/who-asks.ts'
import { Problem } from '../problem.ts'
import type { Mcp } from './mcp.ts'

/** A turn of the longest kind, and the message around it. */
const MESSAGE_BYTES_MAX = 256 * 1024

/** One message of JSON-RPC 2.0: a request, a notification or an answer. */
const Message = z.looseObject({
  jsonrpc: z.literal('2.0'),
  method: z.string().max(200).optional(),
  id: z.union([z.string().max(200), z.number()]).optional(),
})

/**
 * The door of the Model Context Protocol. It asks for a personal access token that may read; a tool asks for more where its route does.
 * There is no stream from here to a client, and no session to end: GET and DELETE are answered 405, as the protocol has it.
 */
export function mcpRoutes(
  app: App,
  mcp: Mcp,
  { settings, isPersonal }: { settings: HttpSettings; isPersonal: (token: string) => boolean },
) {
  app.post(
    '/mcp',
    {
      config: { scope: 'read' },
      bodyLimit: MESSAGE_BYTES_MAX,
      schema: {
        tags: ['mcp'],
        summary: 'Speak the Model Context Protocol',
        description:
          'Streamable HTTP, one message at a time, with a personal access token that has the scope `read`; what writes asks for `write` as well. The tools are listed in docs/mcp.md.',
        body: Message,
        response: { 200: z.unknown().describe('The answer, as JSON-RPC 2.0.'), 202: z.unknown().describe('Nothing.') },
      },
      async onRequest(request) {
        if (!mayConnect(request, settings))
          throw new Problem('origin-refused', 'A page of this origin may not speak with this server.')
        if (!isPersonal(bearerToken(request.headers) ?? ''))
          throw new Problem('sign-in-required', 'Send a personal access token as "Authorization: Bearer …".')
      },
    },
    async (request, reply) => {
      const { headers, body, ip, id } = request
      const token = bearerToken(headers) ?? ''
      const caller = { authorization: `Bearer ${token}`, address: ip, requestId: id }
      return handOn(reply, await mcp.answer(asWeb(headers), body, token, caller))
    },
  )
}

/** What the protocol reads of a request besides its body. The address is not: whoever got here is at the right one. */
function asWeb({ accept = '', 'mcp-protocol-version': version }: Record<string, unknown>): Request {
  const headers = { accept: String(accept), 'content-type': 'application/json' }
  const spoken = typeof version === 'string' ? { 'mcp-protocol-version': version } : {}
  return new Request('http://localhost/mcp', { method: 'POST', headers: { ...headers, ...spoken } })
}

async function handOn(reply: FastifyReply, answer: Response) {
  const text = await answer.text()
  reply.code(answer.status)
  return text === '' ? reply.send() : reply.type('application/json; charset=utf-8').send(text)
}
