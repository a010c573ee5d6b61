import {
  EvidencePage,
  EvidenceQuery,
  ExperimentEnd,
  LearntPreference,
  NewExperiment,
  Preference,
  PreferenceChange,
  Preferences,
  StyleExperiment,
} from '@lva/contracts/preferences'
import { Id } from '@lva/contracts/text'
import { z } from 'zod'
import type { App } from '../http/http.ts'
import type { PreferenceKeeper } from './preferences.ts'

/** What has been learnt about how the learner who asks likes to be spoken to. */
export function preferenceRoutes(app: App, preferences: PreferenceKeeper) {
  const tags = ['preferences']
  const params = z.object({ preference: Preference })

  app.get(
    '/api/preferences',
    {
      config: { scope: 'read' },
      schema: { tags, summary: 'How I like to be spoken to, as far as it is known', response: { 200: Preferences } },
    },
    ({ learner }) => preferences.list(learner.userId),
  )

  app.get(
    '/api/preferences/:preference/evidence',
    {
      config: { scope: 'read' },
      schema: {
        tags,
        summary: 'What a preference was learnt from',
        params,
        querystring: EvidenceQuery,
        response: { 200: EvidencePage },
      },
    },
    ({ learner, params, query }) => preferences.evidence(learner.userId, params.preference, query),
  )

  app.patch(
    '/api/preferences/:preference',
    {
      config: { scope: 'write' },
      schema: {
        tags,
        summary: 'Say how it is, or lock it',
        params,
        body: PreferenceChange,
        response: { 200: LearntPreference },
      },
    },
    ({ learner, params, body }) => preferences.change(learner.userId, params.preference, body),
  )

  app.delete(
    '/api/preferences/:preference',
    {
      config: { scope: 'write' },
      schema: { tags, summary: 'Forget a preference and its evidence', params, response: { 204: z.null() } },
    },
    async ({ learner, params }, reply) => {
      await preferences.forget(learner.userId, params.preference)
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/api/preferences/experiments',
    {
      config: { scope: 'write' },
      schema: { tags, summary: 'Try a style for a week', body: NewExperiment, response: { 201: StyleExperiment } },
    },
    async ({ learner, body }, reply) => {
      reply.code(201)
      return preferences.experiments.begin(learner.userId, body)
    },
  )

  app.post(
    '/api/preferences/experiments/:id/end',
    {
      config: { scope: 'write' },
      schema: {
        tags,
        summary: 'End the week, and keep its style or not',
        params: z.object({ id: Id }),
        body: ExperimentEnd,
        response: { 200: StyleExperiment },
      },
    },
    ({ learner, params, body }) => preferences.experiments.end(learner.userId, params.id, body),
  )
}
