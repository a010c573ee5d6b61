import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Status } from '@lva/contracts/watching'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { startServer } from '../src/providers/conformance/local-server.ts'
import { startMailServer } from '../src/providers/conformance/mail-server.ts'
import { ProviderError } from '../src/providers/provider-error.ts'
import { WAITING } from '../src/watching/answers.ts'
import { signatureOf } from '../src/watching/telling.ts'
import { parseExposition, total } from './exposition.ts'
import { down, freePort, inHouses } from './house.ts'
import { ask } from './learner.ts'
import { connect } from './socket-client.ts'

const KEY = 'a-long-key-for-those-who-may-read-0001'
const SECRET = 'a-secret-of-the-webhook'
const MINUTE_MS = 60_000
const deploy = (path: string) => readFileSync(join(import.meta.dirname, '../../deploy', path), 'utf8')

inHouses('watching', (open, engine) => {
  test('what was done is counted, route by route, in a text that Prometheus can read, and nobody is named', async () => {
    const house = await open({ env: { ADMIN_API_KEY: KEY } })
    const families = async () => {
      const { body } = await ask<string>(house.url, 'GET', '/metrics', { headers: { 'x-admin-key': KEY } })
      return { text: String(body), all: parseExposition(String(body)) }
    }
    const ada = await house.learner({ name: 'Ada Wombat' })
    house.script(() => ({ words: ['The quokka ', 'answers.'], usage: { inputTokens: 50, outputTokens: 7 } }))
    for (let n = 0; n < 3; n++) expect((await ada.say('My wombat sleeps.')).status).toBe(200)
    await ask(house.url, 'GET', '/nobody/is/wombat?here=1')
    await ada.get('/api/session/the-wombat-session/history')
    const socket = await connect(house.url, '/ws/a', { headers: { authorization: `Bearer ${ada.token}` } })
    house.script(down)
    expect((await ada.say('Is anybody there?')).status).toBe(503)

    const { text, all } = await families()
    const http = (labels: Record<string, string>) => total(all, 'lva_http_requests_total', labels)
    expect(http({ method: 'POST', route: '/api/conversation', status: '2xx' })).toBe(3)
    expect(http({ method: 'POST', route: '/api/conversation', status: '5xx' })).toBe(1)
    expect(http({ route: 'none', status: '4xx' })).toBe(1)
    expect(http({ route: '/api/session/:session_id/history' })).toBe(1)
    expect(total(all, 'lva_http_request_duration_seconds_count', { route: '/api/conversation' })).toBe(4)
    expect(total(all, 'lva_turns_total', { ended: 'answered' })).toBe(3)
    expect(total(all, 'lva_turns_total', { ended: 'waiting' })).toBe(1)
    for (const [stage, count] of Object.entries({ kept: 4, context: 4, first_word: 3, reply_end: 3 }))
      expect(total(all, 'lva_turn_stage_seconds_count', { stage }), stage).toBe(count)
    expect(total(all, 'lva_websocket_connections')).toBe(1)
    expect(total(all, 'lva_database_up')).toBe(1)
    expect(total(all, 'lva_database_size_bytes')).toBeGreaterThan(100_000)
    if (engine === 'postgres') expect(total(all, 'lva_database_connections', { state: 'open' })).toBeGreaterThan(0)
    else expect(all.get('lva_database_wal_bytes')?.series.size).toBe(1)
    expect(total(all, 'lva_jobs_total', { ended: 'given-up' })).toBe(0)
    expect([all.get('lva_backup_daily')?.series.size, total(all, 'lva_backup_daily')]).toEqual([1, 0])
    expect(total(all, 'lva_disk_size_bytes')).toBeGreaterThan(total(all, 'lva_disk_free_bytes'))
    expect(total(all, 'process_cpu_seconds_total')).toBeGreaterThan(0)
    expect(text).not.toMatch(/wombat|quokka|ada|example\.org/i)
    expect(text).not.toContain(ada.id)
    socket.close()

    // Nobody is woken by a number that is not there, and no picture stays empty for a misspelt one.
    const named = [
      deploy('prometheus/alerts.yml'),
      deploy('prometheus/alerts.test.yml'),
      deploy('grafana/dashboard.json'),
    ]
    const names = new Set(named.join('\n').match(/\b(?:lva|process|nodejs)_[a-z0-9_]+/g))
    expect(names.size).toBeGreaterThan(30)
    const told = [...all].flatMap(([name, { type }]) =>
      type === 'histogram' ? ['bucket', 'sum', 'count'].map((ending) => `${name}_${ending}`) : [name],
    )
    expect([...names].filter((name) => !told.includes(name))).toEqual([])
    const slow = /route!~"([^"]+)"/.exec(deploy('prometheus/alerts.yml'))?.[1]
    expect(slow?.split('|')).toEqual([...WAITING])
    const routes = new Set((await house.application()).routes.map(({ url }) => url))
    expect([...WAITING].filter((route) => !routes.has(route))).toEqual([])
  })

  test('what is wrong is told once to the address of the operator, signed, and once more when it is over', async () => {
    const heard: Array<{ body: Record<string, string>; signed: boolean }> = []
    let answers = [503]
    const hook = await startServer(({ headers, body: bytes }, response) => {
      const body = bytes.toString()
      const timestamp = String(headers['x-lva-timestamp'])
      const status = answers.shift() ?? 204
      const signed = headers['x-lva-signature'] === signatureOf(SECRET, { timestamp, body })
      if (status === 204) heard.push({ body: JSON.parse(body), signed })
      response.writeHead(status).end()
    })
    onTestFinished(() => hook.close())
    const post = await startMailServer({ disabledCommands: ['STARTTLS', 'AUTH'] })
    onTestFinished(() => post.close())
    const house = await open({
      env: {
        ...{ ALERT_WEBHOOK_URL: `${hook.url}/alerts`, ALERT_WEBHOOK_SECRET: SECRET, PORT: await freePort() },
        ...{ SMTP_URL: `smtp://127.0.0.1:${post.port}`, MAIL_FROM: 'companion@example.org' },
        ...{ PUBLIC_URL: 'https://learn.example.org', OUTGOING_ALLOW: '127.0.0.1' },
      },
    })
    const [admin] = [await house.admin(), await house.learner()]
    const hopeless = house.jobs.kind('hopeless', z.object({}), { maxAttempts: 1 })
    hopeless.does(() => Promise.reject(new ProviderError('nobody', 'unavailable')))
    await hopeless.enqueue(house.db, {})
    await house.settle()
    const alerts = async () => (await admin.get<Status>('/admin/status')).body.alerts
    const minute = async () => {
      house.pass(MINUTE_MS)
      await house.settle()
    }
    await minute()
    expect(await alerts()).toMatchObject([{ name: 'jobs-given-up', open: true, closed_at: null }])
    // The first message was refused with 503, and is tried again by itself.
    await minute()
    expect(heard).toMatchObject([
      { signed: true, body: { alert: 'jobs-given-up', status: 'firing', summary: 'Work was given up' } },
    ])
    answers = []
    house.pass(61 * MINUTE_MS)
    for (let n = 0; n < 5; n++) await minute()
    expect(heard.map(({ body, signed }) => [body.status, signed])).toEqual([
      ['firing', true],
      ['resolved', true],
    ])
    expect(heard[0]?.body.opened_at).toBe(heard[1]?.body.opened_at)
    const [closed] = await alerts()
    expect(closed).toMatchObject({ name: 'jobs-given-up', open: false })
    expect((await admin.get<Status>('/admin/status')).body).toMatchObject({ processes: [{}], jobs: { given_up: 1 } })
    // Every administrator is written to, and nobody else.
    const letters = post.received.filter(({ raw }) => raw.includes('Work was given up'))
    expect(letters.map(({ to, raw }) => [to, /^Subject: (.*)$/m.exec(raw)?.[1]?.trim()])).toEqual([
      [[admin.email], 'Learning Voice Agent: Work was given up'],
      [[admin.email], 'Learning Voice Agent: Over: Work was given up'],
    ])
    expect(letters[0]?.raw).toContain('https://learn.example.org/administration/status')
    // Nothing was copied yet, which counts from the first account on.
    expect((await house.backups.known()).waited?.getTime()).toBeLessThan(house.now().getTime() - 61 * MINUTE_MS)
  })
})

test('a dashboard can be imported: it has a title, panels with queries, and a choice of the source', () => {
  const dashboard = JSON.parse(deploy('grafana/dashboard.json'))
  expect(dashboard).toMatchObject({ title: 'Learning Voice Agent', __inputs: [{ type: 'datasource' }] })
  const panels: Array<{ type: string; id: number; title: string; targets?: Array<{ expr: string }> }> = dashboard.panels
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
  for (const { type, title, targets } of panels)
    if (type !== 'row')
      expect(
        targets?.every(({ expr }) => expr.length > 0),
        title,
      ).toBe(true)
  expect(existsSync(join(import.meta.dirname, '../../docs/MONITORING.md'))).toBe(true)
})
