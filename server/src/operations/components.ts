import { BACKUP_OLD_MS } from '@lva/contracts/backup-age'
import type { KnownBackups } from '@lva/contracts/backups'
import type { Component } from '@lva/contracts/health'

/** Below this, learners are about to be refused: recordings and a snapshot before a migration need room. */
const LITTLE_BYTES = 1024 ** 3
const HARDLY_ANY_BYTES = 100 * 1024 ** 2
/** More waiting work than this is not a busy minute but a queue that does not move. */
const MANY_DUE = 1_000

/** Work that waits and work that was given up. */
export function jobsComponent({ due, failed }: { due: number; failed: number }): Component {
  const degraded = failed > 0 || due > MANY_DUE
  return { status: degraded ? 'degraded' : 'up', detail: `${due} waiting, ${failed} given up.` }
}

/** Room where the data lives. */
export function storageComponent(freeBytes: number): Component {
  const detail = `${(freeBytes / 1024 ** 3).toFixed(1)} GB free.`
  if (freeBytes < HARDLY_ANY_BYTES) return { status: 'down', detail }
  return { status: freeBytes < LITTLE_BYTES ? 'degraded' : 'up', detail }
}

/** Whether mails leave this server; what the mail server answered last. */
export function mailComponent(state: 'off' | 'up' | 'failing'): Component {
  if (state === 'off') return { status: 'off', detail: 'None is sent from this server.' }
  if (state === 'up') return { status: 'up', detail: 'Is sent.' }
  return { status: 'degraded', detail: 'The last mail could not be sent and is tried again.' }
}

/** Shown only when something is wrong, because then every learner is counted as one address. */
export function proxyComponent(forwardedByStranger: boolean): { proxy?: Component } {
  if (!forwardedByStranger) return {}
  return {
    proxy: {
      status: 'degraded',
      detail: 'Forwarded addresses came from a peer that is not in TRUSTED_PROXIES and were ignored.',
    },
  }
}

/** Shown only where people come by plain http: allowed at home, and not without its price. */
export function httpsComponent(plainHttp: boolean): { https?: Component } {
  if (!plainHttp) return {}
  return {
    https: {
      status: 'off',
      detail:
        'People come by plain http: browsers give no microphone, and whoever shares the network can read along. npm start -- --https encrypts.',
    },
  }
}

/** Shown only when something is wrong, because then people who were erased may be here again. */
export function ledgerComponent(state: 'kept' | 'missing'): { erasures?: Component } {
  if (state === 'kept') return {}
  return {
    erasures: {
      status: 'degraded',
      detail: 'The erasure ledger of this database is missing; accounts erased since this copy was made may be back.',
    },
  }
}

/** Shown when browsers reported something. No fault by itself, because anybody may send a report. */
export function policyComponent(kinds: number): { content_policy?: Component } {
  if (kinds === 0) return {}
  const detail = `${kinds} ${kinds === 1 ? 'kind' : 'kinds'} of violation reported by browsers; the log and /admin/csp-reports say which.`
  return { content_policy: { status: 'up', detail } }
}

const HOUR_MS = 3_600_000

/** Whether there is a backup of last night that can be put back, as far as it was tried. */
export function backupsComponent({ daily, last, failure, check }: KnownBackups, now: Date): Component {
  if (!daily) return { status: 'off', detail: 'None is made by itself.' }
  const ageMs = last ? now.getTime() - Date.parse(last.at) : null
  const tried = check ? (check.ok ? ' The last trial went well.' : ' The last trial failed.') : ''
  const newest = ageMs === null ? 'None was made yet.' : `The newest is ${Math.floor(ageMs / HOUR_MS)} hours old.`
  const failed = failure ? ' The last attempt failed.' : ''
  const bad = failure !== null || check?.ok === false || (ageMs !== null && ageMs > BACKUP_OLD_MS)
  return { status: bad ? 'degraded' : 'up', detail: newest + failed + tried }
}

/** Who is searched, side by side; `degraded` while one of them is left alone after failures, `down` while all are. */
export function searchComponent(sources: Array<{ name: string; breaker: string }>): Component {
  if (sources.length === 0) return { status: 'off', detail: 'Nothing is looked up outside.' }
  const resting = sources.filter(({ breaker }) => breaker === 'open').length
  const detail = `${sources.map(({ name, breaker }) => `${name}${breaker === 'open' ? ', resting after failures' : ''}`).join('; ')}.`
  return { status: resting === 0 ? 'up' : resting < sources.length ? 'degraded' : 'down', detail }
}

/** What is no vendor's name, in words. */
const CALLED = new Map([
  ['companion', 'the built-in companion'],
  ['command', 'a program on this server'],
])

/** Who serves a capability; `degraded` while the first one is left alone after failures, `down` while all are. */
export function providerComponent(
  providers: Array<{ name: string; model: string | null; breaker: string; unfit?: string }>,
): Component {
  if (providers.length === 0) return { status: 'off', detail: 'None on this server.' }
  const all = providers.map(
    ({ name, model, breaker, unfit }) =>
      `${CALLED.get(name) ?? name}${model ? ` (${model})` : ''}${breaker === 'open' ? ', resting after failures' : ''}${unfit ? `, which cannot be used: ${unfit}` : ''}`,
  )
  const detail = `${all.join('; ')}.`.replace(/^(?:a|the) /, (lead) => lead.charAt(0).toUpperCase() + lead.slice(1))
  if (providers.every(({ breaker, unfit }) => breaker === 'open' || unfit)) return { status: 'down', detail }
  return { status: providers[0]?.breaker === 'open' ? 'degraded' : 'up', detail }
}
