import { SearchAnswer, SearchRequest } from '@lva/contracts/search'
import type { App } from '../http/http.ts'
import type { Memory } from './memory.ts'

/** The doors of the search: one that looks as it sees fit, and two that old clients ask for meaning. */
export function memoryRoutes(app: App, memory: Memory) {
  app.post(
    '/api/search',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['search'],
        summary: 'Find what was said and what was brought',
        body: SearchRequest,
        response: { 200: SearchAnswer },
      },
    },
    (request) => memory.search(request.learner, request.body),
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
    (request) => memory.search(request.learner, { ...request.body, strategy: 'hybrid' }),
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
    (request) => memory.search(request.learner, { ...request.body, strategy: 'semantic' }),
  )
}
