import { describe, expect, test } from 'vitest'
import { failureOf, retryAfterMs } from './vendor-failure.ts'

const asked = { provider: 'openai', url: 'https://models.example.org/v1', model: 'tiny' }
const connection = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code }) })

describe('a connection that failed', () => {
  test.each([
    ['ENOTFOUND', 'unavailable', 'the host models.example.org cannot be found'],
    ['ECONNREFUSED', 'unavailable', 'nothing listens at models.example.org'],
    ['UND_ERR_CONNECT_TIMEOUT', 'unavailable', 'models.example.org does not answer'],
    ['ECONNRESET', 'unavailable', 'the connection to models.example.org broke off'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'misconfigured', 'the certificate of models.example.org is not trusted'],
  ])('with %s', (code, kind, detail) => {
    expect(failureOf(connection(code), asked)).toMatchObject({ kind, detail })
  })

  test('on every address of a name says so once', () => {
    const both = new AggregateError([Object.assign(new Error('v6'), { code: 'ECONNREFUSED' })])
    expect(failureOf(new TypeError('fetch failed', { cause: both }), asked).detail).toBe(
      'nothing listens at models.example.org',
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
