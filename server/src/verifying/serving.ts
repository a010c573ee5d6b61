import { answered, type Deployment, header, jsonOf } from './deployment.ts'
import { done, type Found, failed, person } from './looked.ts'

const TIMES = 10
const P95_MS = 500
const A_YEAR = ['max-age=31536000', 'immutable']

/** It is alive, and says so to nobody's cache. */
export async function health(deployment: Deployment): Promise<Found> {
  const seen = await deployment.ask('GET', '/health')
  if (seen.status !== 200 || jsonOf(seen)?.status !== 'healthy')
    return failed(`/health ${answered(seen)}`, 'look whether the server runs, and where the proxy leads')
  const welcome = jsonOf(await deployment.ask('GET', '/'))
  if (welcome?.service !== 'Learning Voice Agent')
    return failed('/ does not welcome a program', 'look where the proxy leads: another service answers')
  return done(`healthy, release ${welcome.version}`)
}

/** Its database and what else it needs answer. */
export async function ready(deployment: Deployment): Promise<Found> {
  const seen = await deployment.ask('GET', '/health/ready')
  if (seen.status !== 200) return failed(`/health/ready ${answered(seen)}`, 'look at database and Redis: lva doctor')
  const components: Record<string, { status: string; detail: string }> =
    jsonOf(await deployment.ask('GET', '/health/detailed'))?.components ?? {}
  const unwell = Object.entries(components).filter(([, { status }]) => status === 'degraded' || status === 'down')
  if (unwell.length === 0) return done('ready, and every part that is configured works')
  const parts = unwell.map(([name, { detail }]) => `${name}: ${detail}`).join('; ')
  return person(`ready, but ${parts}`, 'lva doctor on the machine says what to do')
}

/** Ten answers, one after the other. */
export async function responseTime(deployment: Deployment): Promise<Found> {
  const times: number[] = []
  for (let n = 0; n < TIMES; n += 1) times.push((await deployment.ask('GET', '/')).ms)
  times.sort((a, b) => a - b)
  const p95 = times[Math.ceil(TIMES * 0.95) - 1] ?? Number.POSITIVE_INFINITY
  const read = `p95 of ${TIMES} is ${Math.round(p95)} ms`
  return p95 < P95_MS ? done(read) : failed(read, 'look at CPU and at the way between: docs/MONITORING.md')
}

/** What may be kept, and what may not. */
export async function caching(deployment: Deployment): Promise<Found> {
  const faults: string[] = []
  const api = header(await deployment.ask('GET', '/api/user/me'), 'cache-control')
  if (!api.includes('no-store')) faults.push(`/api is "${api}" and not no-store`)
  const page = await pageOf(deployment)
  if (page.status !== 200) return failed(`the web app ${answered(page)}`, 'build it: npm start does')
  const ofPage = header(page, 'cache-control')
  if (!/no-cache|no-store|max-age=0/.test(ofPage)) faults.push(`the page is "${ofPage}" and would go stale`)
  const [asset] = /\/assets\/[\w./-]+/.exec(page.body.toString()) ?? []
  const ofAsset = asset && header(await deployment.ask('GET', asset), 'cache-control')
  if (!ofAsset || !A_YEAR.every((word) => ofAsset.includes(word)))
    faults.push(`${asset ?? 'an asset'} is "${ofAsset ?? 'missing'}"`)
  return faults.length === 0
    ? done('answers are not kept, the page is asked for again, hashed files stay for a year')
    : failed(faults.join('; '), 'let the proxy add no Cache-Control of its own')
}

/** Pages and scripts travel compressed. */
export async function compression(deployment: Deployment): Promise<Found> {
  const page = await pageOf(deployment)
  if (page.status !== 200) return failed(`the web app ${answered(page)}`, 'build it: npm start does')
  const packed = await deployment.ask('GET', '/', { headers: { accept: 'text/html', 'accept-encoding': 'gzip, br' } })
  const how = header(packed, 'content-encoding')
  return how === 'gzip' || how === 'br'
    ? done(`${how}: ${packed.body.length} bytes instead of ${page.body.length}`)
    : failed('the page comes uncompressed', 'let the proxy pass Accept-Encoding on')
}

/** What programs and people read about it. */
export async function docs(deployment: Deployment): Promise<Found> {
  const missing: string[] = []
  for (const path of ['/docs', '/openapi.json', '/legal/privacy']) {
    const seen = await deployment.ask('GET', path)
    if (seen.status !== 200) missing.push(`${path} ${answered(seen)}`)
  }
  return missing.length === 0
    ? done('/docs, /openapi.json and /legal/privacy')
    : failed(missing.join('; '), 'let the proxy pass every path on')
}

/** Of everything that was asked, how much was the server's own fault. */
export async function errorRate({ tally }: Deployment): Promise<Found> {
  const { asked, faults } = tally()
  return faults.length === 0
    ? done(`none of ${asked} answers was a 5xx`)
    : failed(
        `${faults.length} of ${asked} answers were 5xx: ${faults.slice(0, 3).join('; ')}`,
        'look into the log of the server',
      )
}

const pageOf = (deployment: Deployment) =>
  deployment.ask('GET', '/', { headers: { accept: 'text/html', 'accept-encoding': 'identity' } })
