import { SearchAnswer, SearchRequest } from '@lva/contracts/conversation'
import type { App } from '../http/http.ts'
import type { Conversation } from './conversation.ts'

/** The doors of the search: one that looks as it sees fit, and two that old clients ask for meaning. */
export function searchRoutes(app: App, conversation: Conversation) {
  app.post(
    '/api/search',
    {
      config: { scope: 'read' },
      schema: { tags: ['search'], summary: 'Find what was said', body: SearchRequest, response: { 200: SearchAnswer } },
    },
    (request) => conversation.search(request.learner.userId, request.body),
  )

  app.post(
    '/api/search/hybrid',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['search'],
        summary: 'Search by words and meaning; says when only words were searched',
        body: SearchRequest,
        response: { 200: SearchAnswer },
      },
    },
    (request) => conversation.search(request.learner.userId, { ...request.body, strategy: 'hybrid' }),
  )

  app.post(
    '/api/semantic-search',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['search'],
        summary: 'Search by meaning; says when only words were searched',
        body: SearchRequest,
        response: { 200: SearchAnswer },
      },
    },
    (request) => conversation.search(request.learner.userId, { ...request.body, strategy: 'semantic' }),
  )
}
