import {
  Achievements,
  Goal,
  GoalChanges,
  GoalDetail,
  GoalSuggestions,
  Goals,
  GoalsProgress,
  GoalsQuery,
  NewGoal,
  Streak,
} from '@lva/contracts/goals'
import { Id } from '@lva/contracts/text'
import { z } from 'zod'
import type { App } from '../http/http.ts'
import type { GoalKeeper } from './goals.ts'

const tags = ['goals']
const params = z.object({ id: Id })
const reads = { scope: 'read' } as const
const writes = { scope: 'write' } as const

/** What the learner who asks has set themselves and earned. */
export function goalRoutes(app: App, goals: GoalKeeper) {
  app.get(
    '/api/goals',
    { config: reads, schema: { tags, summary: 'My goals', querystring: GoalsQuery, response: { 200: Goals } } },
    (request) => goals.list(request.learner, request.query),
  )

  app.post(
    '/api/goals',
    { config: writes, schema: { tags, summary: 'Set a goal', body: NewGoal, response: { 201: Goal } } },
    async (request, reply) => {
      reply.code(201)
      return goals.add(request.learner, request.body)
    },
  )

  app.get(
    '/api/goals/progress',
    { config: reads, schema: { tags, summary: 'How far my goals are', response: { 200: GoalsProgress } } },
    (request) => goals.progress(request.learner),
  )

  app.get(
    '/api/goals/suggestions',
    { config: reads, schema: { tags, summary: 'Goals that might fit', response: { 200: GoalSuggestions } } },
    (request) => goals.suggestions(request.learner),
  )

  app.get(
    '/api/goals/:id',
    { config: reads, schema: { tags, summary: 'One goal and its way', params, response: { 200: GoalDetail } } },
    (request) => goals.detail(request.learner, request.params.id),
  )

  app.patch(
    '/api/goals/:id',
    {
      config: writes,
      schema: { tags, summary: 'Change, pause or leave a goal', params, body: GoalChanges, response: { 200: Goal } },
    },
    (request) => goals.change(request.learner, request.params.id, request.body),
  )

  app.delete(
    '/api/goals/:id',
    { config: writes, schema: { tags, summary: 'Remove a goal', params, response: { 204: z.null() } } },
    async (request, reply) => {
      await goals.remove(request.learner.userId, request.params.id)
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/api/achievements',
    { config: reads, schema: { tags, summary: 'What I have earned', response: { 200: Achievements } } },
    (request) => goals.achievements(request.learner.userId),
  )

  app.get(
    '/api/streak',
    { config: reads, schema: { tags, summary: 'My days in a row', response: { 200: Streak } } },
    (request) => goals.streak(request.learner.userId),
  )
}
