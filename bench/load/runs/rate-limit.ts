import { openConnection } from '../connection.ts'
import type { Goal } from '../goals.ts'
import { addressOf } from '../people/visit.ts'
import type { Run } from './run.ts'

/** As the contract has it; a target may be configured otherwise, and then says so in its headers. */
const SITE = 100
const AUTH = 10
/** An address of nobody else in this run. */
const SOMEBODY = 60_000

/** Uses up the budgets of two addresses: the request after the last of them is 429, and says when to come back. */
export const rateLimit: Run = async ({ url, over, record, mark }) => {
  const until = async (budget: number, n: number, ask: Ask): Promise<{ first: number; last: Answer | null }> => {
    const connection = openConnection(url, { 'x-forwarded-for': addressOf(SOMEBODY + n, 0) })
    let last: Answer | null = null
    try {
      for (let nth = 1; nth <= budget + 1 && !over.aborted; nth += 1) {
        const at = performance.now()
        last = await ask(connection)
        const limited = last.status === 429
        record({
          ...{
            kind: 'until refused',
            at,
            ms: last.ms,
            status: last.status,
            limited,
            ok: !limited && last.status < 500,
          },
          ...{ retryAfter: null, detail: null },
        })
        if (limited) return { first: nth, last }
      }
      return { first: 0, last }
    } finally {
      connection.close()
    }
  }

  mark('the whole site')
  const site = await until(SITE, 0, (connection) => connection.ask('GET', '/'))
  mark('signing in')
  const auth = await until(AUTH, 1, (connection) =>
    connection.post('/api/auth/login', { email: 'nobody@example.org', password: 'Wrong1234!' }),
  )
  mark('another address')
  const other = openConnection(url, { 'x-forwarded-for': addressOf(SOMEBODY + 2, 0) })
  const fresh = await other.ask('GET', '/')
  other.close()
  return [
    is('first 429 on the site', `request ${SITE + 1}`, `request ${site.first || 'none'}`),
    is('first 429 on /api/auth', `request ${AUTH + 1}`, `request ${auth.first || 'none'}`),
    {
      goal: 'a refusal says when to come back',
      wanted: 'Retry-After of 1–60 s',
      read: String(site.last?.headers['retry-after'] ?? 'nothing'),
      met: isWithin(Number(site.last?.headers['retry-after'])),
    },
    is('another address is not refused', '200', String(fresh.status)),
  ]
}

type Connection = ReturnType<typeof openConnection>
type Answer = Awaited<ReturnType<Connection['ask']>>
type Ask = (connection: Connection) => Promise<Answer>

const is = (goal: string, wanted: string, read: string): Goal => ({ goal, wanted, read, met: wanted === read })
const isWithin = (seconds: number) => seconds >= 1 && seconds <= 60
