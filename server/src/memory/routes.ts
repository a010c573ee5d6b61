import {
  ForgottenSearch,
  SearchAnswer,
  SearchedFor,
  SearchIdeas,
  SearchRequest,
  SearchStatus,
  SimilarAnswer,
  SimilarQuery,
} from '@lva/contracts/search'
import { Id } from '@lva/contracts/text'
import { z } from 'zod'
import type { App } from '../http/http.ts'
import type { Memory } from './memory.ts'

/** The doors of the search: one that looks as it sees fit, two that old clients ask for meaning, what is alike, how far the index is,
 * and what was searched for. */
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

  app.get(
    '/api/search/ideas',
    {
      config: { scope: 'read' },
      schema: { tags: ['search'], summary: 'What I searched for, and could', response: { 200: SearchIdeas } },
    },
    ({ learner }) => memory.searched.ideas(learner.userId),
  )

  app.post(
    '/api/search/recent',
    {
      config: { scope: 'write' },
      schema: {
        tags: ['search'],
        summary: 'Remember a search that led somewhere',
        body: SearchedFor,
        response: { 204: z.null() },
      },
    },
    async ({ learner, body }, reply) => {
      await memory.searched.remember(learner.userId, body.query)
      return reply.code(204).send(null)
    },
  )

  app.delete(
    '/api/search/recent',
    {
      config: { scope: 'write' },
      schema: {
        tags: ['search'],
        summary: 'Forget one of my searches, or all',
        querystring: ForgottenSearch,
        response: { 204: z.null() },
      },
    },
    async ({ learner, query }, reply) => {
      await memory.searched.forget(learner.userId, query.query)
      return reply.code(204).send(null)
    },
  )
}
