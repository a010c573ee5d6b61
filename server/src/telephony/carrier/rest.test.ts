import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createOutgoing } from '../../outgoing/outgoing.ts'
import { createRest } from './rest.ts'

const { signal } = new AbortController()
const asked: { method: string; url: string; authorization: string | undefined; body: string }[] = []
let answer: { status: number; headers?: Record<string, string>; body?: string } = { status: 200 }
const server = createServer(async (request, response) => {
  let body = ''
  for await (const part of request) body += part
  asked.push({
    method: request.method ?? '',
    url: request.url ?? '',
    authorization: request.headers.authorization,
    body,
  })
  response.writeHead(answer.status, answer.headers).end(answer.body ?? '')
})
let base = ''
let rest: ReturnType<typeof createRest>

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const settings = { accountSid: 'AC1', authToken: 'token', number: '+15550100002', baseUrl: base }
  rest = createRest({ settings: { ...settings, home: 'https://voice.example.org' }, outgoing: createOutgoing() })
})
afterAll(() => server.close())

test('calls somebody, and ends and changes calls', async () => {
  answer = { status: 201, body: '{"sid":"CA1"}' }
  expect(await rest.place({ to: '+15550100001' }, { signal })).toEqual({ callSid: 'CA1' })
  expect(asked.at(-1)).toMatchObject({
    ...{ method: 'POST', url: '/2010-04-01/Accounts/AC1/Calls.json' },
    authorization: `Basic ${Buffer.from('AC1:token').toString('base64')}`,
  })
  expect(Object.fromEntries(new URLSearchParams(asked.at(-1)?.body))).toMatchObject({
    ...{ To: '+15550100001', From: '+15550100002', Url: 'https://voice.example.org/twilio/voice' },
    ...{ StatusCallback: 'https://voice.example.org/twilio/status', MachineDetection: 'Enable' },
  })
  await rest.hangUp('CA1', { signal })
  expect(asked.at(-1)).toMatchObject({ url: '/2010-04-01/Accounts/AC1/Calls/CA1.json', body: 'Status=completed' })
  await rest.redirect('CA1', '<Response/>', { signal })
  expect(asked.at(-1)?.body).toBe('Twiml=%3CResponse%2F%3E')
})

test.each([
  [{ status: 401 }, 'misconfigured'],
  [{ status: 429 }, 'rate-limited'],
  [{ status: 500 }, 'unavailable'],
  [{ status: 200, body: 'no JSON' }, 'unavailable'],
  [{ status: 200, body: '{"sid":5}' }, 'unavailable'],
  [{ status: 200, body: 'null' }, 'unavailable'],
])('says why the carrier does not: %o', async (wrong, kind) => {
  answer = wrong
  await expect(rest.place({ to: '+15550100001' }, { signal })).rejects.toMatchObject({ name: 'ProviderError', kind })
})

test('fetches and removes recordings of the carrier, and asks nobody else with its key', async () => {
  const url = `${base}/2010-04-01/Accounts/AC1/Recordings/RE1`
  answer = { status: 200, body: 'RIFF' }
  expect(await rest.fetchRecording(url, { maxBytes: 10, signal })).toEqual({ bytes: Buffer.from('RIFF') })
  expect(asked.at(-1)?.url).toBe('/2010-04-01/Accounts/AC1/Recordings/RE1.wav')
  await expect(rest.fetchRecording(url, { maxBytes: 3, signal })).rejects.toMatchObject({ kind: 'refused' })
  answer = { status: 404 }
  expect(await rest.fetchRecording(url, { maxBytes: 10, signal })).toBe('gone')
  await rest.removeRecording(url, { signal })
  expect(asked.at(-1)).toMatchObject({ method: 'DELETE', url: '/2010-04-01/Accounts/AC1/Recordings/RE1' })
  // Into the private network nobody is led.
  answer = { status: 302, headers: { location: 'http://169.254.169.254/latest' } }
  await expect(rest.fetchRecording(url, { maxBytes: 10, signal })).rejects.toMatchObject({ kind: 'unavailable' })
  const before = asked.length
  for (const other of ['https://example.org/RE1', 'file:///etc/passwd', 'RE1', ''])
    await expect(rest.fetchRecording(other, { maxBytes: 10, signal })).rejects.toMatchObject({ kind: 'refused' })
  expect(asked).toHaveLength(before)
})
