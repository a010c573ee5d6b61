import { SessionId } from '@lva/contracts/conversation'
import { Memories, MemoriesQuery, Memory, MemoryChanges, MemoryPause } from '@lva/contracts/memories'
import { Id } from '@lva/contracts/text'
import { z } from 'zod'
import type { App } from '../http/http.ts'
import type { MemoryKeeper } from './memories.ts'

/** What is remembered about the learner who asks. */
export function memoriesRoutes(app: App, memories: MemoryKeeper) {
  const tags = ['memories']
  const params = z.object({ id: Id })

  app.get(
    '/api/memories',
    {
      config: { scope: 'read' },
      schema: { tags, summary: 'What I said about myself', querystring: MemoriesQuery, response: { 200: Memories } },
    },
    (request) => memories.list(request.learner, request.query),
  )

  app.get(
    '/api/memories/:id',
    { config: { scope: 'read' }, schema: { tags, summary: 'One memory', params, response: { 200: Memory } } },
    (request) => memories.one(request.learner.userId, request.params.id),
  )

  app.patch(
    '/api/memories/:id',
    {
      config: { scope: 'write' },
      schema: { tags, summary: 'Correct or pin a memory', params, body: MemoryChanges, response: { 200: Memory } },
    },
    (request) => memories.change(request.learner.userId, request.params.id, request.body),
  )

  app.delete(
    '/api/memories/:id',
    {
      config: { scope: 'write' },
      schema: {
        ...{ tags, summary: 'Forget a memory', params, response: { 204: z.null() } },
        description: 'For good: no word of it is left, and it is not learnt again from where it was said.',
      },
    },
    async (request, reply) => {
      await memories.forget(request.learner.userId, request.params.id)
      return reply.code(204).send(null)
    },
  )

  app.put(
    '/api/memories/sessions/:session_id',
    {
      config: { scope: 'write' },
      schema: {
        tags,
        summary: 'Learn nothing more from a session, or again',
        params: z.object({ session_id: SessionId }),
        body: MemoryPause,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await memories.pause(request.learner.userId, request.params.session_id, request.body.paused)
      return reply.code(204).send(null)
    },
  )
}
