import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { nothingThere } from '../../../test/nothing-there.ts'
import { ConfigurationError, readConfig } from '../../config.ts'
import type { Seen, Verdict } from './step.ts'
import { judgeAll, SECTIONS } from './steps.ts'

const PAGE = readFileSync(new URL('../../../../docs/PRODUCTION_CHECKLIST.md', import.meta.url), 'utf8')
const NOW = new Date('2026-11-28T12:00:00Z')
const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000)

const GOOD = {
  ENVIRONMENT: 'production',
  PUBLIC_URL: 'https://lva.example.org',
  JWT_SECRET_KEY: 'k3J9mQ2xV7bN5tR8wY1zC4fH6pL0sD2g',
  JWT_REFRESH_SECRET_KEY: 'Z8xC5vB2nM9qW6eR3tY0uI7oP4aS1dF6',
  ADMIN_API_KEY: 'G7hJ4kL1zX8cV5bN2mQ9wE6rT3yU0iO7',
  TRUSTED_PROXIES: 'loopback',
  OPERATOR_NAME: 'Example School',
  OPERATOR_CONTACT: 'privacy@example.org',
}

/** Everything as it should be, but for what is said. */
function seen(env: Record<string, string> = {}, besides: Partial<Seen> = {}): Seen {
  const configured = (() => {
    try {
      return { config: readConfig({ ...GOOD, ...env }, { readFile: nothingThere }), faults: [] }
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error
      return { config: null, faults: error.faults }
    }
  })()
  return {
    ...configured,
    warnings: [],
    envFile: { path: '.env.production', mode: 0o600 },
    findings: [
      { state: 'ok', what: 'node', detail: 'v24' },
      { state: 'ok', what: 'disk', detail: '20 GB free' },
      { state: 'ok', what: 'data folder', detail: 'can be read and written' },
      { state: 'ok', what: 'llm', detail: 'anthropic: it answers' },
    ],
    offline: false,
    database: {
      ...{ state: 'usable', engine: 'postgres', pending: [], newer: [], exchanges: 3, erasureLedger: null, usage: [] },
    },
    backups: {
      newest: hoursAgo(9),
      failure: null,
      check: { at: hoursAgo(80).toISOString(), name: 'a', ok: true, detail: 'as they were', seconds: 1 },
      onSameDisk: true,
    },
    xmlWithoutEntities: true,
    pages: {
      changelog: '# Changelog\n\n## 3.0.0, 2026-12-01\n',
      status: 'Release 3.0.0; what is in it',
      audit: '56 claims, 191 tests, 170 guards. Severity',
      signIn: 'Signing in',
    },
    version: '3.0.0',
    now: NOW,
    outside: null,
    target: null,
    ...besides,
  }
}

const judged = (what: Seen) => Object.fromEntries(judgeAll(what).map((line) => [line.id, line]))
const states = (what: Seen) => Object.fromEntries(judgeAll(what).map(({ id, state }) => [id, state]))
const failures = (what: Seen) =>
  judgeAll(what)
    .filter(({ state }) => state === 'failed')
    .map(({ id }) => id)

describe('the production checklist', () => {
  test('has the steps of its page, in the order of the page, and no others', () => {
    const page = [...PAGE.matchAll(/^## (.+)|^- \[ \] \*\*(.+)\*\* \(`([a-z-]+)`\)$/gm)].map(
      ([, section, title, id]) => (section ? section.replace(/ \(.*\)$/, '') : `${id}: ${title}`),
    )
    const command = SECTIONS.flatMap(({ title, steps }) => [title, ...steps.map((step) => `${step.id}: ${step.title}`)])
    expect(page).toEqual(command)
    expect(new Set(command).size).toBe(command.length)
    expect(PAGE.match(/^- \[/gm)).toHaveLength(SECTIONS.flatMap(({ steps }) => steps).length)
  })

  test('says so when nobody but the companion answers, whoever else has a key', () => {
    for (const key of ['DEEPGRAM_API_KEY', 'ELEVENLABS_API_KEY', 'TAVILY_API_KEY'])
      expect(judged(seen({ [key]: 'k' })).providers, key).toMatchObject({
        state: 'person',
        detail: /companion answers/,
      })
    expect(judged(seen({ ANTHROPIC_API_KEY: 'k' })).providers).toMatchObject({ state: 'done' })
  })

  test('fails nothing where everything is as it should be, and leaves to people what only they can tell', () => {
    expect(failures(seen())).toEqual([])
    expect(states(seen())).toMatchObject({
      ...{ secrets: 'done', environment: 'done', migrations: 'done', backups: 'done', 'backup-trial': 'done' },
      ...{ 'off-site': 'person', 'ssl-labs': 'person', uptime: 'person', 'code-remote': 'person', health: 'person' },
    })
    for (const { state, todo } of judgeAll(seen())) expect(Boolean(todo)).toBe(state !== 'done')
  })

  test.each<[string, Record<string, string>, string[]]>([
    ['a placeholder', { JWT_SECRET_KEY: 'your-secret-key-here-and-some-more' }, ['secrets']],
    [
      'a short secret while it is no production yet',
      { ENVIRONMENT: 'staging', JWT_SECRET_KEY: 'short' },
      ['secrets', 'environment'],
    ],
    ['a verbose server', { ENVIRONMENT: 'staging', DEBUG: 'true' }, ['environment']],
    ['a public address without encryption', { PUBLIC_URL: 'http://lva.example.org' }, ['public-url']],
    ['an origin without encryption', { CORS_ORIGINS: 'http://www.example.org' }, ['cors-settings']],
    ['headers that are off', { SECURITY_CSP_REPORT_ONLY: 'true', SECURITY_HSTS_MAX_AGE: '60' }, ['header-settings']],
    ['no limits', { RATE_LIMIT_ENABLED: 'false' }, ['limit-settings']],
    ['a proxy nobody names', { TRUSTED_PROXIES: '' }, ['limit-settings']],
    ['legal pages that name nobody', { OPERATOR_NAME: '' }, ['legal']],
    ['lines for people', { LOG_JSON_FORMAT: 'false' }, ['logs']],
    ['alerts nobody hears', { ADMIN_API_KEY: '' }, ['alerts']],
  ])('knows %s', (_, env, expected) => {
    const found = failures(seen(env)).filter((id) => id !== 'env-file')
    expect(found.filter((id) => !judged(seen(env))[id]?.detail.startsWith('not looked at'))).toEqual(expected)
  })

  test.each<[string, Partial<Seen>, string[]]>([
    ['a file others may read', { envFile: { path: '.env.production', mode: 0o644 } }, ['env-file']],
    ['migrations that wait', { database: { ...seenDatabase(), pending: ['031-backups'] } }, ['migrations']],
    [
      'a database that is not there',
      { database: { ...seenDatabase(), state: 'does not answer (ECONNREFUSED)' } },
      ['migrations'],
    ],
    [
      'a backup of the day before yesterday',
      { backups: { ...seenBackups(), newest: hoursAgo(27) } },
      ['backup-before', 'backups'],
    ],
    ['a backup that failed', { backups: { ...seenBackups(), failure: 'no room' } }, ['backup-before', 'backups']],
    ['no backup at all', { backups: { ...seenBackups(), newest: null } }, ['backup-before', 'backups']],
    [
      'a trial of long ago',
      { backups: { ...seenBackups(), check: trial({ at: hoursAgo(200).toISOString() }) } },
      ['backup-trial'],
    ],
    ['a trial that failed', { backups: { ...seenBackups(), check: trial({ ok: false }) } }, ['backup-trial']],
    ['entities that are expanded', { xmlWithoutEntities: false }, ['xml']],
    ['a disk that is nearly full', { findings: [{ state: 'warn', what: 'disk', detail: '0.4 GB free' }] }, ['disk']],
    [
      'a provider that refuses',
      { findings: [{ state: 'fail', what: 'llm', detail: 'anthropic: bad key' }] },
      ['providers'],
    ],
    ['pages of another release', { version: '3.1.0' }, ['changelog', 'status-page']],
  ])('knows %s', (_, besides, expected) => {
    expect(failures(seen({}, besides))).toEqual(expected)
  })

  test('knows what of the settings a backup holds', () => {
    const kept = (env: Record<string, string>) => judged(seen(env))['settings-kept']?.detail
    expect(kept({})).toBe('backups hold them, but of secrets only the names')
    expect(kept({ BACKUP_PASSPHRASE: 'W3rT6yU9iO2pA5sD' })).toMatch(/^backups hold them, but for BACKUP_PASSPHRASE/)
    expect(kept({ BACKUP_ENABLED: 'false' })).toBe('no backup holds them')
  })

  test('says nothing of settings it could not read, and names those it could', () => {
    const lines = judged(seen({ LOG_LEVEL: 'loud', JWT_SECRET_KEY: 'sesame' }))
    expect(lines['env-file']).toMatchObject({ state: 'failed', detail: expect.stringContaining('LOG_LEVEL') })
    expect(lines.environment?.detail).toMatch(/^LOG_LEVEL must be/)
    expect(lines.mail).toMatchObject({ state: 'failed', detail: 'not looked at: the configuration cannot be used' })
    expect(JSON.stringify(lines)).not.toContain('sesame')
  })

  test('takes each success criterion from what the deployment answered', () => {
    const fine: Verdict = { state: 'done', detail: '200' }
    const answers = (...changed: [string, Verdict][]) => {
      const ids = ['health', 'auth-flow', 'conversation', 'socket', 'headers', 'rate-limit', 'cors', 'forbidden-paths']
      const all = [...ids, 'tls', 'response-time', 'gdpr', 'error-rate', 'caching']
      return {
        target: 'https://lva.example.org',
        outside: new Map([...all.map((id) => [id, fine] as const), ...changed]),
      }
    }
    expect(failures(seen({}, answers()))).toEqual([])
    const slow: Verdict = { state: 'failed', detail: 'p95 812 ms', todo: 'docs/RUNBOOK.md' }
    expect(failures(seen({}, answers(['response-time', slow])))).toEqual(['response-time', 'is-quick'])
    expect(failures(seen({}, answers(['caching', slow])))).toEqual(['other-checks'])
    const unwell: Verdict = { state: 'person', detail: 'ready, but llm: rests', todo: 'lva doctor' }
    expect(judged(seen({}, answers(['ready', unwell])))['other-checks']).toMatchObject({
      ...{ state: 'person', detail: 'ready: ready, but llm: rests' },
    })
    expect(failures(seen({}, answers(['health', slow])))).toEqual(['deployed', 'health', 'is-accessible', 'is-healthy'])
    const elsewhere = seen({}, { ...answers(), target: 'https://other.example.org' })
    expect(judged(elsewhere).deployed).toMatchObject({ state: 'person' })
    const silent = seen({}, { target: 'https://lva.example.org', outside: new Map([['health', slow]]) })
    expect(judged(silent).gdpr).toMatchObject({ state: 'failed', detail: expect.stringContaining('was not asked') })
  })
})

function seenDatabase() {
  const { database } = seen()
  if (!database) throw new Error('there is a database')
  return database
}

function seenBackups() {
  const { backups } = seen()
  if (!backups) throw new Error('there are backups')
  return backups
}

function trial(changed: { at?: string; ok?: boolean }) {
  const { check } = seenBackups()
  if (!check) throw new Error('there was a trial')
  return { ...check, ...changed }
}
