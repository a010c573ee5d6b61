import { SessionId } from '@lva/contracts/conversation'
import {
  CorrectionFeedback,
  ExplicitFeedback,
  FeedbackBatch,
  FeedbackBatchTaken,
  FeedbackSummary,
  FeedbackTaken,
  ImplicitFeedback,
} from '@lva/contracts/feedback'
import { Id } from '@lva/contracts/text'
import { z } from 'zod'
import type { App } from '../http/http.ts'
import type { FeedbackKeeper } from './feedback.ts'

/** What learners say of the replies they got. */
export function feedbackRoutes(app: App, feedback: FeedbackKeeper) {
  const tags = ['feedback']
  const config = { scope: 'write' } as const

  app.post(
    '/api/feedback/explicit',
    {
      config,
      schema: {
        tags,
        summary: 'Say something of a reply',
        body: ExplicitFeedback,
        response: { 200: FeedbackTaken },
      },
    },
    ({ learner, body }) => feedback.explicit(learner.userId, body),
  )

  app.delete(
    '/api/feedback/explicit/:exchange_id',
    {
      config,
      schema: {
        tags,
        summary: 'Take back what I said of a reply',
        params: z.object({ exchange_id: Id }),
        response: { 204: z.null() },
      },
    },
    async ({ learner, params }, reply) => {
      await feedback.takeBack(learner.userId, params.exchange_id)
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/api/feedback/implicit',
    {
      config,
      schema: {
        tags,
        summary: 'Tell what was noticed about a reply',
        body: ImplicitFeedback,
        response: { 200: FeedbackTaken },
      },
    },
    ({ learner, body }) => feedback.implicit(learner.userId, body),
  )

  app.post(
    '/api/feedback/correction',
    {
      config,
      schema: {
        tags,
        summary: 'Say that a reply missed what was meant',
        body: CorrectionFeedback,
        response: { 200: FeedbackTaken },
      },
    },
    ({ learner, body }) => feedback.correction(learner.userId, body),
  )

  app.post(
    '/api/feedback/batch',
    {
      config,
      schema: {
        tags,
        summary: 'Bring feedback that a device kept',
        body: FeedbackBatch,
        response: { 200: FeedbackBatchTaken },
      },
    },
    ({ learner, body }) => feedback.batch(learner.userId, body),
  )

  app.get(
    '/api/feedback/summary/:session_id',
    {
      config: { scope: 'read' },
      schema: {
        tags,
        summary: 'How the replies of a session were taken',
        params: z.object({ session_id: SessionId }),
        response: { 200: FeedbackSummary },
      },
    },
    ({ learner, params }) => feedback.summary(learner.userId, params.session_id),
  )
}
