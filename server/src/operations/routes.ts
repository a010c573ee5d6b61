import { DetailedHealth, Liveness, Readiness, Welcome } from '@lva/contracts/health'
import type { App } from '../http/http.ts'
import { vary } from '../http/vary.ts'
import { type WebApp, wantsPage } from '../http/web-app.ts'
import type { Operations } from './operations.ts'

/** The front of the house: the page for people and the welcome for programs, and how the house is. */
export function operationsRoutes(app: App, operations: Operations, webApp: WebApp) {
  const open = { open: true }

  app.get(
    '/',
    { schema: { summary: 'Welcome', tags: ['operations'], response: { 200: Welcome } }, config: open },
    async (request, reply) => {
      vary(reply, 'Accept')
      if (wantsPage(request)) return webApp.sendPage(reply)
      return operations.welcome()
    },
  )

  app.get(
    '/health',
    { schema: { summary: 'Is it alive?', tags: ['operations'], response: { 200: Liveness } }, config: open },
    async () => operations.alive(),
  )

  app.get(
    '/health/ready',
    {
      schema: { summary: 'Can it serve?', tags: ['operations'], response: { 200: Readiness, 503: Readiness } },
      config: open,
    },
    async (_request, reply) => {
      const readiness = await operations.ready()
      reply.code(readiness.status === 'ready' ? 200 : 503)
      return readiness
    },
  )

  app.get(
    '/health/detailed',
    {
      schema: { summary: 'How is every part?', tags: ['operations'], response: { 200: DetailedHealth } },
      config: open,
    },
    async () => operations.details(),
  )
}
