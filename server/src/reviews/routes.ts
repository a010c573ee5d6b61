import {
  DecidedCount,
  DeviceReviews,
  DeviceReviewsTaken,
  DueQuery,
  DueQueue,
  FitScheduled,
  ForecastQuery,
  ItemsDecided,
  ItemsQuery,
  MasteryOfAll,
  NewDeadline,
  NewItem,
  ReviewAnswer,
  ReviewBegin,
  ReviewCommanded,
  ReviewRating,
  ReviewSettingsChanges,
} from '@lva/contracts/review-requests'
import {
  Deadline,
  Deadlines,
  Decks,
  Item,
  ItemChanges,
  Items,
  OpenReview,
  ReviewCounts,
  ReviewForecast,
  ReviewParameters,
  ReviewSession,
  ReviewSettings,
  Reviews,
} from '@lva/contracts/reviews'
import { Id } from '@lva/contracts/text'
import { z } from 'zod'
import type { App } from '../http/http.ts'
import type { ReviewKeeper } from './reviews.ts'

const tags = ['reviews']
const params = z.object({ id: Id })
const reads = { scope: 'read' } as const
const writes = { scope: 'write' } as const

/** What a learner reviews: items, what is due, reviews under way, deadlines, and how they want it. */
export function reviewRoutes(app: App, reviews: ReviewKeeper) {
  itemRoutes(app, reviews)
  queueRoutes(app, reviews)
  sessionRoutes(app, reviews)
  wishRoutes(app, reviews)
}

function itemRoutes(app: App, reviews: ReviewKeeper) {
  app.get(
    '/api/reviews/items',
    { config: reads, schema: { tags, summary: 'My items', querystring: ItemsQuery, response: { 200: Items } } },
    (request) => reviews.list(request.learner, request.query),
  )

  app.post(
    '/api/reviews/items',
    { config: writes, schema: { tags, summary: 'Write an item', body: NewItem, response: { 201: Item } } },
    async (request, reply) => {
      reply.code(201)
      return reviews.add(request.learner, request.body)
    },
  )

  app.post(
    '/api/reviews/items/decide',
    {
      config: writes,
      schema: { tags, summary: 'Keep or drop items', body: ItemsDecided, response: { 200: DecidedCount } },
    },
    async (request) => ({ count: await reviews.decide(request.learner, request.body) }),
  )

  app.get(
    '/api/reviews/items/:id',
    { config: reads, schema: { tags, summary: 'One item', params, response: { 200: Item } } },
    (request) => reviews.one(request.learner, request.params.id),
  )

  app.get(
    '/api/reviews/items/:id/history',
    { config: reads, schema: { tags, summary: 'Reviews of an item', params, response: { 200: Reviews } } },
    (request) => reviews.history(request.learner, request.params.id),
  )

  app.patch(
    '/api/reviews/items/:id',
    {
      config: writes,
      schema: { tags, summary: 'Fix, keep or drop an item', params, body: ItemChanges, response: { 200: Item } },
    },
    (request) => reviews.change(request.learner, request.params.id, request.body),
  )

  app.delete(
    '/api/reviews/items/:id',
    { config: writes, schema: { tags, summary: 'Remove an item', params, response: { 204: z.null() } } },
    async (request, reply) => {
      await reviews.remove(request.learner.userId, request.params.id)
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/api/reviews/decks',
    { config: reads, schema: { tags, summary: 'My decks', response: { 200: Decks } } },
    (request) => reviews.decks(request.learner),
  )
}

function queueRoutes(app: App, reviews: ReviewKeeper) {
  app.get(
    '/api/reviews/due',
    {
      config: reads,
      schema: {
        ...{ tags, summary: 'What is due', querystring: DueQuery, response: { 200: DueQueue } },
        description: 'Questions whose day has come, in the order they are asked, with what a good answer says.',
      },
    },
    (request) => reviews.dueFor(request.learner, request.query),
  )

  app.get(
    '/api/reviews/counts',
    { config: reads, schema: { tags, summary: 'How much is due', response: { 200: ReviewCounts } } },
    (request) => reviews.countsOf(request.learner),
  )

  app.get(
    '/api/reviews/forecast',
    {
      config: reads,
      schema: { tags, summary: 'What comes back when', querystring: ForecastQuery, response: { 200: ReviewForecast } },
    },
    (request) => reviews.forecastFor(request.learner, request.query.days),
  )

  app.get(
    '/api/reviews/mastery',
    { config: reads, schema: { tags, summary: 'How well I know what', response: { 200: MasteryOfAll } } },
    (request) => reviews.masteryFor(request.learner),
  )

  app.post(
    '/api/reviews/taken',
    {
      config: writes,
      schema: { tags, summary: 'Reviews of a device', body: DeviceReviews, response: { 200: DeviceReviewsTaken } },
    },
    (request) => reviews.takeFromDevice(request.learner, request.body.reviews),
  )
}

function sessionRoutes(app: App, { answering }: ReviewKeeper) {
  const response = { 200: ReviewSession }

  app.post(
    '/api/reviews/sessions',
    {
      config: writes,
      schema: { tags, summary: 'Begin a review, or go on', body: ReviewBegin, response: { 201: ReviewSession } },
    },
    async (request, reply) => {
      reply.code(201)
      return answering.begin(request.learner, request.body)
    },
  )

  app.get(
    '/api/reviews/sessions/open',
    { config: reads, schema: { tags, summary: 'The open review', response: { 200: OpenReview } } },
    async (request) => ({ review: await answering.open(request.learner) }),
  )

  app.get(
    '/api/reviews/sessions/:id',
    { config: reads, schema: { tags, summary: 'One review', params, response } },
    (request) => answering.show(request.learner, request.params.id),
  )

  app.post(
    '/api/reviews/sessions/:id/answer',
    {
      config: writes,
      schema: {
        ...{ tags, summary: 'Answer in words', params, body: ReviewAnswer, response },
        description:
          'An answer to the question of a review. It is graded, becomes a turn, and the next question comes.',
      },
    },
    (request) => answering.answer(request.learner, request.params.id, request.body),
  )

  app.post(
    '/api/reviews/sessions/:id/rate',
    {
      config: writes,
      schema: {
        ...{ tags, summary: 'Grade oneself', params, body: ReviewRating, response },
        description: 'Of the question of a review: 1 not known, 2 hard, 3 good, 4 easy.',
      },
    },
    (request) => answering.rate(request.learner, request.params.id, request.body),
  )

  app.post(
    '/api/reviews/sessions/:id/command',
    { config: writes, schema: { tags, summary: 'Say something instead', params, body: ReviewCommanded, response } },
    (request) => answering.command(request.learner, request.params.id, request.body),
  )
}

function wishRoutes(app: App, reviews: ReviewKeeper) {
  const { deadlines, parameters } = reviews

  app.get(
    '/api/reviews/deadlines',
    { config: reads, schema: { tags, summary: 'My deadlines', response: { 200: Deadlines } } },
    async (request) => {
      const list = await deadlines.list(request.learner)
      return { deadlines: list, count: list.length }
    },
  )

  app.post(
    '/api/reviews/deadlines',
    { config: writes, schema: { tags, summary: 'Need it on a day', body: NewDeadline, response: { 201: Deadline } } },
    async (request, reply) => {
      reply.code(201)
      return deadlines.add(request.learner, request.body)
    },
  )

  app.delete(
    '/api/reviews/deadlines/:id',
    { config: writes, schema: { tags, summary: 'Remove a deadline', params, response: { 204: z.null() } } },
    async (request, reply) => {
      await deadlines.remove(request.learner.userId, request.params.id)
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/api/reviews/settings',
    { config: reads, schema: { tags, summary: 'How I review', response: { 200: ReviewSettings } } },
    (request) => reviews.settings(request.learner.userId),
  )

  app.patch(
    '/api/reviews/settings',
    {
      config: writes,
      schema: {
        tags,
        summary: 'Change how I review',
        body: ReviewSettingsChanges,
        response: { 200: ReviewSettings },
      },
    },
    (request) => reviews.changeSettings(request.learner.userId, request.body),
  )

  app.get(
    '/api/reviews/parameters',
    { config: reads, schema: { tags, summary: 'What my schedule rests on', response: { 200: ReviewParameters } } },
    (request) => parameters.of(request.learner.userId),
  )

  app.post(
    '/api/reviews/parameters/fit',
    { config: writes, schema: { tags, summary: 'Fit it to my reviews', response: { 202: FitScheduled } } },
    async (request, reply) => {
      reply.code(202)
      await parameters.fit(request.learner.userId)
      return { status: 'scheduled' as const }
    },
  )

  app.delete(
    '/api/reviews/parameters',
    { config: writes, schema: { tags, summary: 'Forget the fit', response: { 204: z.null() } } },
    async (request, reply) => {
      await parameters.forget(request.learner.userId)
      return reply.code(204).send(null)
    },
  )
}
