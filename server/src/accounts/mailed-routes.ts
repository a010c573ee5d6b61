import { EmailVerification, PasswordReset, PasswordResetRequest } from '@lva/contracts/accounts'
import { z } from 'zod'
import type { App } from '../http/app.ts'
import type { Accounts } from './accounts.ts'

const tags = ['accounts']
const response = { 204: z.null().describe('Nothing.') }

/** The doors behind the links in mails, and of asking for one. */
export function mailedRoutes(app: App, accounts: Accounts) {
  app.post(
    '/api/auth/password-reset',
    {
      schema: { summary: 'Have a link mailed to set another password', tags, body: PasswordResetRequest, response },
      config: { open: true },
    },
    async ({ body, ip }, reply) => {
      await accounts.askForPasswordReset(body.email, { address: ip })
      reply.code(204)
      return null
    },
  )

  app.post(
    '/api/auth/password-reset/finish',
    {
      schema: { summary: 'Set another password by a mailed link', tags, body: PasswordReset, response },
      config: { open: true },
    },
    async ({ body, ip }, reply) => {
      await accounts.resetForgottenPassword(body, { address: ip })
      reply.code(204)
      return null
    },
  )

  app.post(
    '/api/auth/email-verification',
    { schema: { summary: 'Have the link mailed again that verifies my address', tags, response } },
    async ({ learner, ip }, reply) => {
      await accounts.askForVerification(learner.userId, { address: ip })
      reply.code(204)
      return null
    },
  )

  app.post(
    '/api/auth/email-verification/finish',
    {
      schema: { summary: 'Verify an address by a mailed link', tags, body: EmailVerification, response },
      config: { open: true },
    },
    async ({ body, ip }, reply) => {
      await accounts.verifyEmail(body.token, { address: ip })
      reply.code(204)
      return null
    },
  )
}
