import {
  NewPushDevice,
  OffToken,
  OffWish,
  PushDevice,
  ReminderChanges,
  ReminderSettings,
  ReminderSetup,
  Reminders,
  Switched,
} from '@lva/contracts/reminders'
import { Id } from '@lva/contracts/text'
import { z } from 'zod'
import type { App } from '../http/app.ts'
import type { ReminderKeeper } from './reminders.ts'

const tags = ['reminders']
const nothing = { 204: z.null().describe('Nothing.') }

/** What a learner is reminded of, and how; and the door that turns it off without a sign-in. */
export function reminderRoutes(app: App, reminders: ReminderKeeper) {
  app.get(
    '/api/reminders',
    { config: { scope: 'read' }, schema: { tags, summary: 'What I was reminded of', response: { 200: Reminders } } },
    ({ learner }) => reminders.list(learner.userId),
  )

  app.post(
    '/api/reminders/seen',
    { config: { scope: 'write' }, schema: { tags, summary: 'Put my reminders away', response: nothing } },
    async ({ learner }, reply) => {
      await reminders.putAway(learner.userId)
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/api/reminders/settings',
    { config: { scope: 'read' }, schema: { tags, summary: 'How I am reminded', response: { 200: ReminderSetup } } },
    ({ learner }) => reminders.setup(learner.userId),
  )

  app.patch(
    '/api/reminders/settings',
    {
      config: { scope: 'write' },
      schema: { tags, summary: 'Change how I am reminded', body: ReminderChanges, response: { 200: ReminderSettings } },
    },
    ({ learner, body }) => reminders.change(learner.userId, body),
  )

  app.post(
    '/api/reminders/devices',
    { schema: { tags, summary: 'Be reminded in this browser', body: NewPushDevice, response: { 201: PushDevice } } },
    async ({ learner, body }, reply) => {
      reply.code(201)
      return reminders.addDevice(learner, body)
    },
  )

  app.delete(
    '/api/reminders/devices/:id',
    {
      schema: { tags, summary: 'No longer be reminded in a browser', params: z.object({ id: Id }), response: nothing },
    },
    async ({ learner, params }, reply) => {
      await reminders.removeDevice(learner.userId, params.id)
      return reply.code(204).send(null)
    },
  )

  // What mail programs call by themselves (RFC 8058), the button of a push message, and the page behind the link in a mail.
  app.post(
    '/api/reminders/off',
    {
      config: { open: true, formEvenIfJson: true },
      schema: {
        ...{ tags, summary: 'Turn off, or on again, what a mailed or pushed link is for' },
        ...{ querystring: OffToken, body: OffWish, response: { 200: Switched } },
      },
    },
    ({ query, body }) => reminders.turn(query.token, body.on),
  )

  // A mail program that opens the address instead. Looking at it changes nothing: some look at every link before anybody does.
  app.get(
    '/api/reminders/off',
    {
      config: { open: true },
      schema: { tags, summary: 'The page that turns it off', querystring: OffToken, response: { 303: z.null() } },
    },
    async ({ query }, reply) => reply.redirect(`/mailed/reminders#${encodeURIComponent(query.token)}`, 303),
  )
}
