import { answered, type Deployment, header } from './deployment.ts'
import { done, type Found, failed, person } from './looked.ts'

/** A window may be configured wider; past this it is none. */
const AUTH_MOST = 200

/** Says what stands in the headers; uses the budget of signing in up only when asked to, because whoever shares the address waits then. */
export async function rateLimit(deployment: Deployment, { useUp }: { useUp: boolean }): Promise<Found> {
  const seen = await deployment.ask('GET', '/')
  const limit = Number(header(seen, 'x-ratelimit-limit'))
  if (!(limit > 0))
    return failed('no X-RateLimit-Limit', 'set RATE_LIMIT_ENABLED=true, and let the proxy drop no headers')
  if (!useUp) return person(`${limit} a minute by its headers; it was not used up`, 'try it with --limits')
  const site = await until429(deployment, 'GET', '/', limit + 1)
  if (site.refusedAt === 0)
    return failed(`${limit + 1} requests, and no 429`, 'look whether the proxy answers by itself')
  const auth = await until429(deployment, 'POST', '/api/auth/login', AUTH_MOST)
  if (auth.refusedAt === 0)
    return failed(`${AUTH_MOST} sign-ins, and no 429`, 'set RATE_LIMIT_AUTH_REQUESTS_PER_MINUTE')
  if (!(site.retryAfter > 0)) return failed('a 429 says no Retry-After', 'let the proxy pass it on')
  return done(
    `${limit} a minute on the site and then 429, ${auth.limit} on /api/auth; come back in ${site.retryAfter} s`,
  )
}

async function until429(deployment: Deployment, method: string, path: string, most: number) {
  const body = method === 'POST' ? { body: { email: 'verify-nobody@example.com', password: 'Wrong1234!' } } : {}
  for (let nth = 1; nth <= most; nth += 1) {
    const seen = await deployment.ask(method, path, body)
    const told = { limit: Number(header(seen, 'x-ratelimit-limit')), retryAfter: Number(header(seen, 'retry-after')) }
    if (seen.status === 429) return { refusedAt: nth, ...told }
    if (seen.status >= 500) throw new Error(`${path} ${answered(seen)}`)
  }
  return { refusedAt: 0, limit: 0, retryAfter: 0 }
}
