import { DetailedHealth, Liveness, Readiness, Welcome } from '@lva/contracts/health'
import { z } from 'zod'
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

/** What is counted in this process, or in all of this machine, for whoever watches the house; an administrator or the admin key reads it. */
export function metricsRoute(app: App, numbers: () => string | Promise<string>) {
  app.get(
    '/metrics',
    {
      schema: {
        summary: 'Numbers for Prometheus',
        tags: ['operations'],
        response: { 200: z.unknown().describe('The text format of Prometheus.') },
      },
      config: { admin: true },
    },
    async (_request, reply) => {
      reply.type('text/plain; version=0.0.4; charset=utf-8')
      return numbers()
    },
  )
}
