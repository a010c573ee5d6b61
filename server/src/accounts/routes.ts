import {
  Credentials,
  PasswordChange,
  RefreshRequest,
  Registration,
  SignIns,
  Token,
  User,
  UserChanges,
} from '@lva/contracts/accounts'
import { Id } from '@lva/contracts/text'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { App } from '../http/app.ts'
import { clientKey } from '../http/limits.ts'
import { bearerToken } from '../http/who-asks.ts'
import { Problem } from '../problem.ts'
import type { Accounts } from './accounts.ts'
import { deviceName } from './device-name.ts'
import type { Grant } from './grants.ts'
import { mailedRoutes } from './mailed-routes.ts'
import { personalTokenRoutes } from './personal-token-routes.ts'
import { preferredLocale } from './preferred-locale.ts'
import {
  dropRefreshCookie,
  isWebApp,
  keepRefreshCookie,
  type PageSettings,
  refreshCookie,
  requireOwnPage,
} from './refresh-cookie.ts'

const tags = ['accounts']
const Nothing = z.null().describe('Nothing.')

/** The doors of accounts. `pages` says which pages are ours, for the web app's cookie. */
export function accountRoutes(app: App, accounts: Accounts, pages: PageSettings) {
  personalTokenRoutes(app, accounts)
  mailedRoutes(app, accounts)

  /** A page of ours gets the refresh token where no script can read it. */
  function hand(
    request: FastifyRequest,
    reply: FastifyReply,
    { token, refreshSeconds }: Grant,
    toPage: boolean,
  ): Token {
    if (!toPage) return token
    keepRefreshCookie(request, reply, { token: token.refresh_token, seconds: refreshSeconds, pages })
    return { ...token, refresh_token: '' }
  }

  /** The refresh token of the body, or of our own page's cookie. */
  function refreshTokenOf(
    request: FastifyRequest,
    body: RefreshRequest,
  ): { token: string; fromCookie: boolean } | null {
    if (body.refresh_token) return { token: body.refresh_token, fromCookie: false }
    const token = refreshCookie(request)
    if (token === null) return null
    requireOwnPage(request, pages)
    return { token, fromCookie: true }
  }

  app.post(
    '/api/auth/register',
    { schema: { summary: 'Sign up', tags, body: Registration, response: { 201: User } }, config: { open: true } },
    async (request, reply) => {
      reply.code(201)
      return accounts.register(request.body, {
        locale: preferredLocale(request.headers['accept-language']),
        address: request.ip,
      })
    },
  )

  for (const url of ['/api/auth/login', '/api/auth/login/json']) {
    app.post(
      url,
      {
        schema: { summary: 'Sign in', tags, body: Credentials, response: { 200: Token } },
        config: { open: true, formEvenIfJson: true },
      },
      async (request, reply) => {
        const { username, email, password } = request.body
        const device = {
          name: deviceName(request.headers['user-agent']),
          address: request.ip,
          oldToken: refreshCookie(request),
        }
        const grant = await accounts.signIn({ email: email?.trim() || username?.trim() || '', password, device })
        return hand(request, reply, grant, isWebApp(request))
      },
    )
  }

  app.post(
    '/api/auth/refresh',
    {
      schema: { summary: 'Stay signed in', tags, body: RefreshRequest, response: { 200: Token } },
      config: { open: true, limit: 'none' },
      // What is refused before anybody looks for a sign-in is counted all the same, for its address.
      errorHandler: async (error, request, reply) => {
        if (!reply.hasHeader('X-RateLimit-Limit')) await app.limits.take('auth', clientKey(request), reply)
        throw error
      },
    },
    async (request, reply) => {
      const given = refreshTokenOf(request, request.body)
      const signInId = given && (await accounts.signInOf(given.token))
      await (signInId
        ? app.limits.take('refresh', `sign-in:${signInId}`, reply)
        : app.limits.take('auth', clientKey(request), reply))
      if (!given) {
        throw new Problem('validation-failed', 'This field is required.', {
          fields: { loc: ['body', 'refresh_token'] },
        })
      }
      try {
        const grant = await accounts.refresh(given.token, { address: request.ip })
        return hand(request, reply, grant, given.fromCookie || isWebApp(request))
      } catch (error) {
        const dead = error instanceof Problem && error.code === 'sign-in-expired'
        if (dead && given.fromCookie) dropRefreshCookie(request, reply, pages)
        throw error
      }
    },
  )

  app.post(
    '/api/auth/logout',
    { schema: { summary: 'Sign out', tags, body: RefreshRequest, response: { 204: Nothing } }, config: { open: true } },
    async (request, reply) => {
      const bearer = bearerToken(request.headers)
      const given = refreshTokenOf(request, request.body)
      if (given?.fromCookie) dropRefreshCookie(request, reply, pages)
      await accounts.signOut({ accessToken: bearer, refreshToken: given?.token ?? null }, { address: request.ip })
      reply.code(204)
      return null
    },
  )

  app.get(
    '/api/auth/sessions',
    { schema: { summary: 'Where I am signed in', tags, response: { 200: SignIns } } },
    async ({ learner }) => ({ sessions: await accounts.signIns(learner) }),
  )

  app.delete(
    '/api/auth/sessions/:id',
    { schema: { summary: 'Sign one place out', tags, params: z.object({ id: Id }), response: { 204: Nothing } } },
    async ({ learner, params, ip }, reply) => {
      await accounts.endSignIn(learner.userId, params.id, { address: ip })
      reply.code(204)
      return null
    },
  )

  app.get('/api/user/me', { schema: { summary: 'My account', tags, response: { 200: User } } }, async ({ learner }) =>
    accounts.me(learner.userId),
  )

  app.patch(
    '/api/user/me',
    { schema: { summary: 'Change my account', tags, body: UserChanges, response: { 200: User } } },
    async ({ learner, body, ip }) => accounts.change(learner.userId, body, { address: ip }),
  )

  app.post(
    '/api/user/me/password',
    { schema: { summary: 'Change my password', tags, body: PasswordChange, response: { 204: Nothing } } },
    async ({ learner, body, ip }, reply) => {
      await accounts.changePassword(learner, body, { address: ip })
      reply.code(204)
      return null
    },
  )
}
