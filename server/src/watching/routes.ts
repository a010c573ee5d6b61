import { Status, StatusQuery } from '@lva/contracts/watching'
import type { App } from '../http/http.ts'
import type { Watching } from './watching.ts'

/** How the server is, as administrators watch it. */
export function watchingRoutes(app: App, watching: Pick<Watching, 'status'>) {
  app.get(
    '/admin/status',
    {
      config: { admin: true },
      schema: {
        summary: 'How the server is, in the latest hour',
        tags: ['administration'],
        querystring: StatusQuery,
        response: { 200: Status },
      },
    },
    async ({ query }) => watching.status(query),
  )
}
