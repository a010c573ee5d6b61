import { MadePersonalToken, NewPersonalToken, PersonalTokens } from '@lva/contracts/accounts'
import { Id } from '@lva/contracts/text'
import { z } from 'zod'
import type { App } from '../http/app.ts'
import type { Accounts } from './accounts.ts'

const tags = ['accounts']

/** The doors of personal access tokens. */
export function personalTokenRoutes(app: App, accounts: Accounts) {
  app.get(
    '/api/auth/tokens',
    { schema: { summary: 'My personal access tokens', tags, response: { 200: PersonalTokens } } },
    async ({ learner }) => ({ tokens: await accounts.personalTokens(learner.userId) }),
  )

  app.post(
    '/api/auth/tokens',
    {
      schema: {
        summary: 'Make a personal access token, which is shown only here',
        tags,
        body: NewPersonalToken,
        response: { 201: MadePersonalToken },
      },
    },
    async ({ learner, body, ip }, reply) => {
      reply.code(201)
      return accounts.makePersonalToken(learner, body, { address: ip })
    },
  )

  app.delete(
    '/api/auth/tokens/:id',
    {
      schema: {
        summary: 'Revoke a personal access token',
        tags,
        params: z.object({ id: Id }),
        response: { 204: z.null().describe('Nothing.') },
      },
    },
    async ({ learner, params, ip }, reply) => {
      await accounts.revokePersonalToken(learner.userId, params.id, { address: ip })
      reply.code(204)
      return null
    },
  )
}
