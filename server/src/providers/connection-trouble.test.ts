import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { describe, expect, onTestFinished, test } from 'vitest'
import { expiredCertificate, selfSignedCertificate } from './conformance/certificates.ts'
import { startServer } from './conformance/local-server.ts'
import { connectionTrouble, inContainer } from './connection-trouble.ts'
import { createOpenAi } from './llm/openai.ts'
import { ProviderError } from './provider-error.ts'

const url = 'https://models.example.org/v1'

describe('why no connection came about', () => {
  test.each([
    ['ENOTFOUND', 'the host models.example.org cannot be found: check how it is spelt', false],
    [
      'EAI_AGAIN',
      'the host models.example.org cannot be found, because the name server does not answer: check the network',
      false,
    ],
    ['ECONNREFUSED', 'nothing listens at models.example.org: check the port, and that it runs', false],
    ['EHOSTUNREACH', 'models.example.org cannot be reached from here: check the network, a VPN or a firewall', false],
    ['ENETUNREACH', 'models.example.org cannot be reached from here: check the network, a VPN or a firewall', false],
    ['ETIMEDOUT', 'models.example.org does not answer: it may be off, or a firewall stands in between', false],
    [
      'UND_ERR_CONNECT_TIMEOUT',
      'models.example.org does not answer: it may be off, or a firewall stands in between',
      false,
    ],
    ['UND_ERR_HEADERS_TIMEOUT', 'models.example.org took the request and does not answer', false],
    ['CERT_HAS_EXPIRED', 'the certificate of models.example.org has expired: renew it', true],
    ['CERT_NOT_YET_VALID', 'the certificate of models.example.org is not valid yet: check the clocks', true],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'the certificate of models.example.org is for another name: check the host', true],
    [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'the certificate of models.example.org is not trusted, because it is self-signed: name its authority in NODE_EXTRA_CA_CERTS',
      true,
    ],
    [
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'the certificate of models.example.org is not trusted: its issuer is not known here',
      true,
    ],
    [
      'ERR_SSL_WRONG_VERSION_NUMBER',
      'models.example.org does not speak https, and the address says so: write http://, or check the port',
      true,
    ],
    [
      'EPROTO',
      'models.example.org does not speak https, and the address says so: write http://, or check the port',
      true,
    ],
    ['ECONNRESET', 'the connection to models.example.org broke off', false],
    ['', 'the connection to models.example.org broke off', false],
  ])('%s', (code, detail, lasting) => {
    expect(connectionTrouble(code, url)).toEqual({ detail, lasting })
  })

  test('a TLS port that was asked in plain http', () => {
    expect(connectionTrouble('HPE_INVALID_CONSTANT', 'http://models.example.org:8443')).toEqual({
      detail: 'models.example.org:8443 speaks https, and the address says http: write https://',
      lasting: true,
    })
  })

  test.each([
    ['nothing listens at localhost:11434', 'localhost', 'host.docker.internal:11434'],
    ['nothing listens at 127.0.0.1:6379', '127.0.0.1', 'host.docker.internal:6379'],
    ['nothing listens at [::1]:80', '[::1]', 'host.docker.internal:80'],
  ])('in a container: %s', (detail, own, other) => {
    expect(inContainer(detail)).toBe(
      `${detail}. Inside this container ${own} is the container itself: write ${other} to reach the machine around it`,
    )
  })

  test('in a container, other hosts stay what they are', () => {
    expect(inContainer('nothing listens at models.example.org')).toBe('nothing listens at models.example.org')
  })
})

describe('a server that really behaves so', () => {
  /** What the probe of a model there says, for an operator. */
  async function said(baseUrl: string, model = 'tiny', ms = 5_000): Promise<string> {
    const llm = createOpenAi({ key: 'sk-canary-0001', baseUrl, model })
    const error = await llm.probe?.({ signal: AbortSignal.timeout(ms) }).then(
      () => null,
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(ProviderError)
    const detail = (error as ProviderError).detail ?? ''
    expect(detail).not.toContain('canary')
    return detail
  }

  async function port(server: Server): Promise<number> {
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
    onTestFinished(() => void server.close())
    return (server.address() as AddressInfo).port
  }

  async function answering(status: number, type: string, body: string, models?: string) {
    const server = await startServer(({ path }, response) => {
      const listed = path.endsWith('/models') && models !== undefined
      response.writeHead(listed ? 200 : status, { 'content-type': listed ? 'application/json' : type })
      response.end(listed ? models : body)
    })
    onTestFinished(server.close)
    return server.url
  }

  const error = (fields: object) => JSON.stringify({ error: { message: 'no sk-canary-0001', ...fields } })

  test('nobody listens', async () => {
    const server = createServer()
    const free = await port(server)
    await new Promise((closed) => server.close(closed))
    expect(await said(`http://127.0.0.1:${free}/v1`)).toMatch(/^nothing listens at 127\.0\.0\.1:\d+: check the port/)
  })

  test('nobody has that name', async () => {
    expect(await said('http://no-such-host.invalid/v1')).toMatch(/^the host no-such-host\.invalid cannot be found/)
  })

  test('its certificate vouches for itself', async () => {
    const at = await port(createTlsServer(await selfSignedCertificate(), (_request, response) => void response.end()))
    expect(await said(`https://127.0.0.1:${at}/v1`)).toMatch(
      /^the certificate of 127\.0\.0\.1:\d+ is not trusted, because it is self-signed/,
    )
  })

  test('its certificate has expired', async () => {
    const { authority, ...certificate } = await expiredCertificate()
    const trusted = getCACertificates()
    setDefaultCACertificates([...trusted, authority])
    onTestFinished(() => setDefaultCACertificates(trusted))
    const at = await port(createTlsServer(certificate, (_request, response) => void response.end()))
    expect(await said(`https://127.0.0.1:${at}/v1`)).toMatch(/^the certificate of 127\.0\.0\.1:\d+ has expired/)
  })

  test('http is spoken on a TLS port, and https on a plain one', async () => {
    const at = await port(createTlsServer(await selfSignedCertificate(), (_request, response) => void response.end()))
    expect(await said(`http://127.0.0.1:${at}/v1`)).toMatch(/speaks https, and the address says http|broke off/)
    const plain = await answering(200, 'text/plain', 'hello')
    expect(await said(plain.replace('http:', 'https:'))).toMatch(/does not speak https/)
  })

  test('a page answers instead of an API, with 200 and with 404', async () => {
    expect(await said(await answering(200, 'text/html', '<html><h1>Welcome</h1></html>'))).toMatch(
      /answers with a page and not as an API/,
    )
    expect(await said(await answering(404, 'text/html', '<html><h1>Not Found</h1></html>'))).toMatch(
      /not at this path; check the base URL/,
    )
  })

  test('the model is missing, and it says what there is', async () => {
    const missing = error({ code: 'model_not_found' })
    const offer = JSON.stringify({ data: [{ id: 'llama3.2:1b' }, { id: 'qwen3<script>' }] })
    expect(await said(await answering(404, 'application/json', missing, offer), 'llama9')).toMatch(
      /^there is no model "llama9" at 127\.0\.0\.1:\d+; it offers llama3\.2:1b, qwen3script$/,
    )
    expect(await said(await answering(404, 'application/json', missing), 'llama9')).toMatch(
      /^there is no model "llama9" at \S+$/,
    )
  })

  test.each([
    ['a bad key', 401, { code: 'invalid_api_key' }, /^the key was not accepted/],
    ['no permission', 403, { type: 'permission_error' }, /^the key may not use tiny/],
    ['a used-up quota', 429, { code: 'insufficient_quota' }, /^the account has no credit or quota left/],
    ['too many requests', 429, { code: 'rate_limit_exceeded' }, /^too many requests/],
    ['a failure of its own', 500, {}, /^it failed on its side \(500\)/],
  ])('%s', async (_what, status, fields, words) => {
    expect(await said(await answering(status, 'application/json', error(fields)))).toMatch(words)
  })
})
