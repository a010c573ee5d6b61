import { Id } from '@lva/contracts/text'
import { NewToolServer, ToolConsent, ToolServer, ToolServers, ToolServerTest } from '@lva/contracts/tool-servers'
import { z } from 'zod'
import type { App } from '../http/http.ts'
import type { ToolServerKeeper } from './tool-servers.ts'

const tags = ['administration']
const config = { admin: true }
const params = z.object({ id: Id })

/** The doors of tool servers, for administrators. What is changed is noted in the audit log. */
export function toolServerRoutes(app: App, servers: ToolServerKeeper) {
  app.get(
    '/admin/tool-servers',
    { config, schema: { summary: 'Servers whose tools may be used', tags, response: { 200: ToolServers } } },
    async () => {
      const list = await servers.list()
      return { servers: list, count: list.length }
    },
  )

  app.post(
    '/admin/tool-servers',
    { config, schema: { summary: 'Add a tool server', tags, body: NewToolServer, response: { 201: ToolServer } } },
    async ({ body, administrator, ip }, reply) => {
      reply.code(201)
      return servers.add(body, { by: administrator, address: ip })
    },
  )

  app.post(
    '/admin/tool-servers/:id/test',
    {
      config,
      schema: { summary: 'Ask a tool server what it offers now', tags, params, response: { 200: ToolServerTest } },
    },
    ({ params }) => servers.test(params.id),
  )

  app.put(
    '/admin/tool-servers/:id/consent',
    {
      config,
      schema: {
        ...{ summary: 'Consent to a tool, or take that back', tags, params, body: ToolConsent },
        response: { 200: ToolServer },
      },
    },
    ({ params, body, administrator, ip }) => servers.consent(params.id, body, { by: administrator, address: ip }),
  )

  app.delete(
    '/admin/tool-servers/:id',
    { config, schema: { summary: 'Remove a tool server', tags, params, response: { 204: z.null() } } },
    async ({ params, administrator, ip }, reply) => {
      await servers.remove(params.id, { by: administrator, address: ip })
      return reply.code(204).send(null)
    },
  )
}
