import {
  Communities,
  Concept,
  ConceptChanges,
  ConceptDetail,
  Concepts,
  ConceptsQuery,
  Gaps,
  Graph,
  GraphPath,
  GraphQuery,
  GraphRebuilt,
  Growing,
  GrowingQuery,
  NeighboursQuery,
  PathQuery,
} from '@lva/contracts/knowledge'
import { Id } from '@lva/contracts/text'
import { z } from 'zod'
import type { App } from '../http/http.ts'
import type { Knowledge } from './knowledge.ts'

const tags = ['graph']
const params = z.object({ id: Id })
const reads = { scope: 'read' } as const
const writes = { scope: 'write' } as const

/** What the learner who asks speaks of, as a graph. */
export function knowledgeRoutes(app: App, knowledge: Knowledge) {
  app.get(
    '/api/graph/overview',
    {
      config: reads,
      schema: { tags, summary: 'What I speak of most', querystring: GraphQuery, response: { 200: Graph } },
    },
    (request) => knowledge.overview(request.learner.userId, request.query),
  )

  app.get(
    '/api/graph/concepts',
    {
      config: reads,
      schema: { tags, summary: 'Find a concept', querystring: ConceptsQuery, response: { 200: Concepts } },
    },
    async (request) => {
      const concepts = await knowledge.named(request.learner.userId, request.query)
      return { concepts, count: concepts.length }
    },
  )

  app.get(
    '/api/graph/concepts/:id',
    {
      config: reads,
      schema: { tags, summary: 'One concept', params, querystring: GraphQuery, response: { 200: ConceptDetail } },
    },
    (request) => knowledge.detail(request.learner.userId, request.params.id, request.query),
  )

  app.patch(
    '/api/graph/concepts/:id',
    {
      config: writes,
      schema: {
        tags,
        summary: 'Rename, hide or merge a concept',
        params,
        body: ConceptChanges,
        response: { 200: Concept },
      },
    },
    (request) => knowledge.change(request.learner.userId, request.params.id, request.body),
  )

  app.get(
    '/api/graph/concepts/:id/neighbours',
    {
      config: reads,
      schema: {
        tags,
        summary: 'What lies around a concept',
        params,
        querystring: NeighboursQuery,
        response: { 200: Graph },
      },
    },
    (request) => knowledge.neighbours(request.learner.userId, request.params.id, request.query),
  )

  app.get(
    '/api/graph/path',
    {
      config: reads,
      schema: { tags, summary: 'The way between two concepts', querystring: PathQuery, response: { 200: GraphPath } },
    },
    (request) => knowledge.path(request.learner.userId, request.query.from, request.query.to),
  )

  app.get(
    '/api/graph/communities',
    { config: reads, schema: { tags, summary: 'What belongs together', response: { 200: Communities } } },
    (request) => knowledge.communities(request.learner.userId, { signal: new AbortController().signal }),
  )

  app.get(
    '/api/graph/growing',
    {
      config: reads,
      schema: {
        tags,
        summary: 'What I speak of more than before',
        querystring: GrowingQuery,
        response: { 200: Growing },
      },
    },
    async (request) => ({ growing: await knowledge.growing(request.learner.userId, request.query) }),
  )

  app.get(
    '/api/graph/gaps',
    { config: reads, schema: { tags, summary: 'What I mention and say little about', response: { 200: Gaps } } },
    async (request) => ({ gaps: await knowledge.gaps(request.learner.userId) }),
  )

  app.post(
    '/api/graph/rebuild',
    { config: writes, schema: { tags, summary: 'Make my graph anew', response: { 202: GraphRebuilt } } },
    async (request, reply) => {
      await knowledge.rebuild(request.learner.userId)
      reply.code(202)
      return { status: 'scheduled' as const }
    },
  )
}
