import { SearchAnswer, SearchRequest, SearchStatus, SimilarAnswer, SimilarQuery } from '@lva/contracts/search'
import { Id } from '@lva/contracts/text'
import { z } from 'zod'
import type { App } from '../http/http.ts'
import type { Memory } from './memory.ts'

/** The doors of the search: one that looks as it sees fit, two that old clients ask for meaning, what is alike, and how far the index is. */
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

  app.get(
    '/api/similar/:id',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['search'],
        summary: 'What is like a turn or a passage; says when only words were compared',
        params: z.object({ id: Id }),
        querystring: SimilarQuery,
        response: { 200: SimilarAnswer },
      },
    },
    ({ learner, params, query }) => memory.similar(learner, params.id, query),
  )

  app.get(
    '/api/search/status',
    {
      config: { scope: 'read' },
      schema: { tags: ['search'], summary: 'How far the index of meaning is', response: { 200: SearchStatus } },
    },
    ({ learner }) => memory.status(learner.userId),
  )
}
