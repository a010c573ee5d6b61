import { Writable } from 'node:stream'
import { Problem } from '../problem.ts'
import { type App, createHttp, type HttpNeeds } from './http.ts'
import { createLog } from './log.ts'
import type { HttpSettings } from './settings.ts'
import type { SignedIn } from './who-asks.ts'

/** Settings as production has them, on https. For tests. */
export const strictSettings: HttpSettings = {
  publicUrl: 'https://learn.example.org',
  corsOrigins: ['https://learn.example.org'],
  allowLocalhost: false,
  trustedProxies: [],
  checkSocketOrigin: true,
  connections: { total: 1_000, perAddress: 200 },
  // A test that computes is no crowd.
  shedLoad: false,
  adminKey: null,
  securityHeaders: {
    enabled: true,
    csp: true,
    cspReportOnly: false,
    hsts: true,
    hstsMaxAge: 31_536_000,
    hstsPreload: false,
  },
  rateLimits: { enabled: true, requestsPerMinute: 100, authRequestsPerMinute: 10 },
}

/** Makes a floor for tests: the token `good-ana` signs Ana in, `good-admin` an administrator, `suspended-…` is suspended, anything else has expired. */
export async function testApp(
  needs: Partial<Omit<HttpNeeds, 'settings'>> & { settings?: Partial<HttpSettings> } = {},
): Promise<App> {
  const { settings, ...others } = needs
  return createHttp({
    version: '0.0.0-test',
    log: createLog({ level: 'silent', json: true, to: new Writable() }),
    now: () => new Date(),
    authenticate: async (token) => signedIn(token),
    ...others,
    settings: { ...strictSettings, ...settings },
  })
}

function signedIn(token: string): SignedIn {
  if (token.startsWith('suspended-')) throw new Problem('account-suspended', 'This account is suspended.')
  if (!token.startsWith('good-')) throw new Problem('sign-in-expired', 'Your sign-in has run out. Sign in again.')
  return signedInAs(token.slice('good-'.length))
}

/** Somebody who is signed in. */
export function signedInAs(name: string): SignedIn {
  return {
    userId: `user-${name}`,
    signInId: `sign-in-${name}`,
    role: name === 'admin' ? 'admin' : 'user',
    fullName: name,
    timezone: 'UTC',
    locale: 'en',
    expiresAt: new Date('2100-01-01'),
  }
}
