import { Analyses, AnalysesQuery, Analysis, NewAnalysis } from '@lva/contracts/analysis'
import { Id } from '@lva/contracts/text'
import { z } from 'zod'
import type { App } from '../http/http.ts'
import type { AnalysisKeeper } from './analysis.ts'

/** What came out of sessions and stretches of time, of the learner who asks. */
export function analysisRoutes(app: App, analysis: AnalysisKeeper) {
  const tags = ['analysis']
  const params = z.object({ id: Id })

  app.post(
    '/api/analyses',
    {
      config: { scope: 'write' },
      schema: {
        ...{ tags, summary: 'Have a session or a stretch of time analysed' },
        ...{ body: NewAnalysis, response: { 202: Analysis } },
      },
    },
    async (request, reply) => {
      reply.code(202)
      return analysis.create(request.learner, request.body)
    },
  )

  app.get(
    '/api/analyses',
    {
      config: { scope: 'read' },
      schema: { tags, summary: 'My analyses', querystring: AnalysesQuery, response: { 200: Analyses } },
    },
    (request) => analysis.list(request.learner.userId, request.query),
  )

  app.get(
    '/api/analyses/:id',
    {
      config: { scope: 'read' },
      schema: { tags, summary: 'What came out of a session or a stretch of time', params, response: { 200: Analysis } },
    },
    (request) => analysis.one(request.learner.userId, request.params.id),
  )

  app.delete(
    '/api/analyses/:id',
    {
      config: { scope: 'write' },
      schema: { tags, summary: 'Remove an analysis', params, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await analysis.remove(request.learner.userId, request.params.id)
      return reply.code(204).send(null)
    },
  )
}
