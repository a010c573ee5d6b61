import { describe, expect, test } from 'vitest'
import { failureOf, retryAfterMs } from './vendor-failure.ts'

const asked = { provider: 'openai', url: 'https://models.example.org/v1', model: 'tiny' }
const connection = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code }) })

describe('a connection that failed', () => {
  test.each([
    ['ENOTFOUND', 'unavailable', 'the host models.example.org cannot be found: check how it is spelt'],
    ['ECONNREFUSED', 'unavailable', 'nothing listens at models.example.org: check the port, and that it runs'],
    ['UND_ERR_HEADERS_TIMEOUT', 'unavailable', 'models.example.org took the request and does not answer'],
    ['ECONNRESET', 'unavailable', 'the connection to models.example.org broke off'],
    ['CERT_HAS_EXPIRED', 'misconfigured', 'the certificate of models.example.org has expired: renew it'],
  ])('with %s', (code, kind, detail) => {
    expect(failureOf(connection(code), asked)).toMatchObject({ kind, detail })
  })

  test('on every address of a name says so once', () => {
    const both = new AggregateError([Object.assign(new Error('v6'), { code: 'ECONNREFUSED' })])
    expect(failureOf(new TypeError('fetch failed', { cause: both }), asked).detail).toBe(
      'nothing listens at models.example.org: check the port, and that it runs',
    )
  })
})

describe('the wait a vendor asks for', () => {
  test.each([
    [{ 'retry-after': '2' }, 2_000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after-ms': '250', 'retry-after': '9' }, 250],
    [{ 'retry-after': 'Sun, 01 Mar 2026 08:00:30 GMT', date: 'Sun, 01 Mar 2026 08:00:00 GMT' }, 30_000],
    [{ 'retry-after': 'Sun, 01 Mar 2026 07:00:00 GMT', date: 'Sun, 01 Mar 2026 08:00:00 GMT' }, 0],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ])('%j', (headers, ms) => {
    expect(retryAfterMs(new Headers(headers as Record<string, string>))).toBe(ms)
  })
})
