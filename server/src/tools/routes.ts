import { Tools } from '@lva/contracts/tools'
import type { App } from '../http/http.ts'
import type { ToolKeeper } from './tools.ts'

/** What the companion can do besides speaking. Whether it may is one of the learner's settings. */
export function toolRoutes(app: App, tools: Pick<ToolKeeper, 'list'>) {
  app.get(
    '/api/tools',
    {
      config: { scope: 'read' },
      schema: {
        summary: 'What the companion can do besides speaking, and when it does it for me',
        tags: ['tools'],
        response: { 200: Tools },
      },
    },
    ({ learner }) => tools.list(learner.userId),
  )
}
