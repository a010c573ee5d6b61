import {
  Configuration,
  ConnectionName,
  Connections,
  ConnectionTest,
  Invitations,
  LiveVoices,
  MadeInvitation,
  NewInvitation,
  Overview,
  People,
  PeopleQuery,
  Person,
  PersonDetails,
} from '@lva/contracts/administration'
import { Id } from '@lva/contracts/text'
import { z } from 'zod'
import type { App } from '../http/http.ts'
import type { Administration } from './administration.ts'

const OfPerson = z.object({ id: Id })
const tags = ['administration']
const config = { admin: true }

/** The doors of administration. Reading is open to the admin key as well; what is changed is noted in the audit log. */
export function administrationRoutes(app: App, administration: Administration) {
  app.get(
    '/admin/overview',
    { config, schema: { summary: 'How the house is', tags, response: { 200: Overview } } },
    async () => administration.overview(),
  )

  app.get(
    '/admin/voices',
    { config, schema: { summary: 'Who is talking just now', tags, response: { 200: LiveVoices } } },
    async () => administration.voices(),
  )

  app.get(
    '/admin/users',
    { config, schema: { summary: 'Who has an account', tags, querystring: PeopleQuery, response: { 200: People } } },
    async ({ query }) => administration.people(query),
  )

  app.get(
    '/admin/users/:id',
    { config, schema: { summary: 'One account', tags, params: OfPerson, response: { 200: PersonDetails } } },
    async ({ params }) => administration.person(params.id),
  )

  app.post(
    '/admin/users/:id/suspend',
    { config, schema: { summary: 'Shut somebody out at once', tags, params: OfPerson, response: { 200: Person } } },
    async ({ params, administrator, ip }) => administration.suspend(params.id, { by: administrator, address: ip }),
  )

  app.post(
    '/admin/users/:id/activate',
    { config, schema: { summary: 'Let somebody in again', tags, params: OfPerson, response: { 200: Person } } },
    async ({ params, administrator, ip }) => administration.activate(params.id, { by: administrator, address: ip }),
  )

  app.get(
    '/admin/invitations',
    { config, schema: { summary: 'Invitations to sign up', tags, response: { 200: Invitations } } },
    async () => ({ invitations: await administration.invitations() }),
  )

  app.post(
    '/admin/invitations',
    { config, schema: { summary: 'Invite somebody', tags, body: NewInvitation, response: { 201: MadeInvitation } } },
    async ({ body, administrator, ip }, reply) => {
      reply.code(201)
      return administration.invite(body, { by: administrator, address: ip })
    },
  )

  app.delete(
    '/admin/invitations/:id',
    {
      config,
      schema: {
        summary: 'Take an invitation back',
        tags,
        params: OfPerson,
        response: { 204: z.null().describe('Nothing.') },
      },
    },
    async ({ params, administrator, ip }, reply) => {
      await administration.revokeInvitation(params.id, { by: administrator, address: ip })
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/admin/configuration',
    { config, schema: { summary: 'Every setting in force', tags, response: { 200: Configuration } } },
    async () => administration.configuration(),
  )

  app.get(
    '/admin/connections',
    { config, schema: { summary: 'What the server talks to', tags, response: { 200: Connections } } },
    async () => ({ connections: administration.connections() }),
  )

  app.post(
    '/admin/connections/:name/test',
    {
      config,
      schema: {
        summary: 'Test a connection',
        tags,
        params: z.object({ name: ConnectionName }),
        response: { 200: ConnectionTest },
      },
    },
    async ({ params, administrator, ip }) =>
      administration.testConnection(params.name, { by: administrator, address: ip }),
  )
}
