import {
  CallBack,
  CallBackChanges,
  LinkingNumber,
  NewPhoneNumber,
  NewPin,
  PhoneCalls,
  PhoneCallsQuery,
  PhoneNumber,
  PhoneSetup,
  SpokenCode,
} from '@lva/contracts/phone'
import { Id } from '@lva/contracts/text'
import { z } from 'zod'
import type { App } from '../../http/app.ts'
import type { CallerKeeper } from './callers.ts'

const tags = ['phone']
const nothing = { 204: z.null().describe('Nothing.') }
const params = z.object({ id: Id })

/** A learner's telephone: numbers, PIN, call back, and the log of calls. Whatever lets somebody in is closed to personal access tokens. */
export function phoneRoutes(app: App, callers: CallerKeeper) {
  app.get(
    '/api/phone',
    { config: { scope: 'read' }, schema: { tags, summary: 'My telephone', response: { 200: PhoneSetup } } },
    ({ learner }) => callers.setup(learner.userId),
  )

  app.get(
    '/api/phone/calls',
    {
      config: { scope: 'read' },
      schema: { tags, summary: 'My calls', querystring: PhoneCallsQuery, response: { 200: PhoneCalls } },
    },
    ({ learner, query }) => callers.log(learner.userId, query),
  )

  app.post(
    '/api/phone/numbers',
    { schema: { tags, summary: 'Begin to link a number', body: NewPhoneNumber, response: { 201: LinkingNumber } } },
    async ({ learner, body }, reply) => {
      reply.code(201)
      return callers.numbers.link(learner.userId, body)
    },
  )

  app.post(
    '/api/phone/numbers/:id/code',
    {
      schema: {
        ...{ tags, summary: 'Give the code that a call spoke', params, body: SpokenCode },
        response: { 200: PhoneNumber },
      },
    },
    ({ learner, params, body, ip }) => callers.numbers.takeCode(learner.userId, params.id, body.code, { address: ip }),
  )

  app.delete(
    '/api/phone/numbers/:id',
    { schema: { tags, summary: 'Unlink a number', params, response: nothing } },
    async ({ learner, params, ip }, reply) => {
      await callers.numbers.remove(learner.userId, params.id, { address: ip })
      return reply.code(204).send(null)
    },
  )

  app.put(
    '/api/phone/pin',
    { schema: { tags, summary: 'Set my PIN', body: NewPin, response: nothing } },
    async ({ learner, body, ip }, reply) => {
      await callers.pins.set(learner.userId, body, { address: ip })
      return reply.code(204).send(null)
    },
  )

  app.delete(
    '/api/phone/pin',
    { schema: { tags, summary: 'Remove my PIN', response: nothing } },
    async ({ learner, ip }, reply) => {
      await callers.pins.remove(learner.userId, { address: ip })
      return reply.code(204).send(null)
    },
  )

  app.patch(
    '/api/phone/call-back',
    {
      schema: { tags, summary: 'When I am called for a review', body: CallBackChanges, response: { 200: CallBack } },
    },
    ({ learner, body }) => callers.callBacks.change(learner.userId, body),
  )
}
