import { randomBytes } from 'node:crypto'
import { answered, type Deployment, jsonOf } from './deployment.ts'
import { done, type Found, failed, person } from './looked.ts'

const EXPORT_TRIES = 10

/** Who looks, when the operator says. */
export interface Given {
  account: { email: string; password: string } | null
  token: string | null
}

/** Signs somebody up and in, or in, or takes a token; then asks who that is. */
export async function authFlow(deployment: Deployment, { account, token }: Given): Promise<Found> {
  const ours = token === null && account === null
  const who = account ?? { email: `verify-${randomBytes(6).toString('hex')}@example.com`, password: newPassword() }
  if (ours) {
    const registered = await deployment.ask('POST', '/api/auth/register', { body: who })
    if (registered.status === 403)
      return person('sign-up is not open, so nobody could be signed up', 'name an account, or a token')
    if (registered.status === 429)
      return person('too many sign-ups came from here within a minute', 'wait a minute, or name an account')
    if (registered.status !== 201)
      return failed(`signing up ${answered(registered)}`, 'look into the log of the server')
  }
  const given = token ?? (await signIn(deployment, who))
  if (typeof given !== 'string') return given.found
  deployment.remember({ token: given, email: token === null ? who.email : null, ours })
  const me = await deployment.askSignedIn('GET', '/api/user/me')
  // A personal token opens what its scopes say, and an account is not among it.
  if (token !== null && me.status === 403) return done('the token is accepted; it may not read the account')
  if (me.status !== 200) return failed(`/api/user/me ${answered(me)}`, 'look whether a proxy drops Authorization')
  const { email } = jsonOf(me) ?? {}
  if (token === null && email !== who.email)
    return failed('somebody else was signed in', 'look whether a proxy caches /api')
  return done(ours ? 'signing up and in works, and /api/user/me tells who it is' : 'the account is signed in')
}

async function signIn(
  deployment: Deployment,
  who: { email: string; password: string },
): Promise<string | { found: Found }> {
  const body = { username: who.email, password: who.password }
  const answer = await deployment.ask('POST', '/api/auth/login', { body })
  const token = jsonOf(answer)?.access_token
  if (answer.status === 200 && typeof token === 'string') return token
  const todo = answer.status === 401 ? 'check e-mail and password' : 'look into the log of the server'
  return { found: failed(`signing in ${answered(answer)}`, todo) }
}

/** Takes the data along; with an account of our own it also asks for its erasure and cancels it. */
export async function gdpr(deployment: Deployment): Promise<Found> {
  if (!deployment.visitor.ours && deployment.visitor.email === null)
    return person('a token does not open these doors', 'name an account, or let one be made')
  const asked = await deployment.askSignedIn('POST', '/api/gdpr/export', { body: {} })
  const id = jsonOf(asked)?.export_id
  if (asked.status !== 200 || typeof id !== 'string') return failed(`an export ${answered(asked)}`, 'look into the log')
  const status = await download(deployment, id)
  if (status !== 200)
    return failed(`the export could not be fetched (${status})`, 'look whether jobs run: /health/detailed')
  if (!deployment.visitor.ours) return done('an export was made and fetched; erasing was not tried on your account')
  const scheduled = await schedule(deployment)
  if (scheduled) return scheduled
  const cancelled = await deployment.askSignedIn('POST', '/api/gdpr/delete/cancel', { body: {} })
  return cancelled.status === 204
    ? done('an export was made and fetched, an erasure scheduled and cancelled')
    : failed(`cancelling ${answered(cancelled)}`, 'look into the log of the server')
}

/** A download waits up to five seconds by itself. */
async function download(deployment: Deployment, id: string): Promise<number> {
  let status = 0
  for (let tries = 0; tries < EXPORT_TRIES && status !== 200; tries += 1) {
    const file = await deployment.askSignedIn('GET', `/api/gdpr/export/${id}/download`)
    status = file.status
    if (status !== 202) return status
  }
  return status
}

/** Null when the erasure is scheduled. */
async function schedule(deployment: Deployment): Promise<Found | null> {
  const answer = await deployment.askSignedIn('POST', '/api/gdpr/delete', { body: { confirm: true } })
  if (answer.status === 200 && jsonOf(answer)?.status === 'scheduled') return null
  return failed(`asking for erasure ${answered(answer)}`, 'look into the log of the server')
}

/** Has the throw-away account erased. */
export async function cleanUp(deployment: Deployment): Promise<Found> {
  if (!deployment.isVisited) return done('no account was made')
  const { email, ours } = deployment.visitor
  if (!ours) return done('no account was made; what was said in yours is in the session "verify"')
  const fault = await schedule(deployment)
  if (fault) return failed(`the account ${email} is left: ${fault.detail}`, `lva user erase ${email} --now`)
  return done(`the account ${email} will be erased in 30 days; at once: lva user erase ${email} --now`)
}

/** Good for every rule, and known to nobody. */
const newPassword = () => `Aa1${randomBytes(18).toString('base64url')}`
