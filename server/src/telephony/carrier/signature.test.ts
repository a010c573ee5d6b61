import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { isSigned, signatureOf } from './signature.ts'

const TOKEN = '12345'
const form = (fields: [string, string][]) => Buffer.from(new URLSearchParams(fields).toString())
const CALL: [string, string][] = [
  ['CallSid', 'CA1234567890ABCDE'],
  ['Caller', '+14158675309'],
  ['Digits', '1234'],
  ['From', '+14158675309'],
  ['To', '+18005551212'],
]

/** The carrier's own vectors. */
const VECTORS: [url: string, fields: [string, string][], signature: string][] = [
  ['https://mycompany.com/myapp.php?foo=1&bar=2', CALL, 'RSOYDt4T1cUTdK1PDd93/VVr8B8='],
  ['wss://voice.example.org/twilio/relay', [], 'WDaTQU6HlHZjCM5PEYT2nLznnrY='],
  [
    'https://voice.example.org/twilio/voice',
    [
      ['CallSid', 'CA00000000000000000000000000000001'],
      ['From', '+15550100001'],
      ['To', '+15550100002'],
    ],
    'ymZiOfxwXOx2Mbr/7hmHPnKPJYQ=',
  ],
]

describe('what the carrier signed', () => {
  test('is known by its signature', () => {
    for (const [url, fields, signature] of VECTORS) {
      expect(signatureOf(TOKEN, { url, fields }), url).toBe(signature)
      const sent = { url, given: signature, body: fields.length ? form(fields.toReversed()) : null, form: true }
      expect(isSigned(TOKEN, sent), url).toBe(true)
    }
  })

  test('is refused when one byte is another, and without a signature or a token', () => {
    const [url, fields, given] = VECTORS[2] as (typeof VECTORS)[number]
    const sent = { url, given, body: form(fields), form: true }
    const last = sent.body.length - 1
    const bytes = Buffer.from(sent.body)
    bytes[last] = '3'.charCodeAt(0)
    const others = [
      { ...sent, body: bytes },
      { ...sent, body: form([...fields, ['More', '1']]) },
      { ...sent, body: form(fields.slice(1)) },
      { ...sent, url: `${url}?a=1` },
      { ...sent, url: url.replace('voice.', 'Voice.') },
      { ...sent, url: url.replace('https', 'http') },
      { ...sent, given: given.toLowerCase() },
      { ...sent, given: `${given} ` },
      { ...sent, given: '' },
      { ...sent, given: undefined },
      { ...sent, form: false },
    ]
    for (const other of others) expect(isSigned(TOKEN, other)).toBe(false)
    expect(isSigned('12346', sent)).toBe(false)
    // Nobody signs with nothing.
    expect(isSigned('', { ...sent, given: signatureOf('', { url, fields }) })).toBe(false)
  })

  test.each([
    ['https://voice.example.org/twilio/voice?n=1', 'https://voice.example.org:443/twilio/voice?n=1'],
    ['wss://voice.example.org/twilio/media', 'wss://voice.example.org:443/twilio/media'],
    ['http://voice.example.org/twilio/voice', 'http://voice.example.org:80/twilio/voice'],
    ['https://voice.example.org:8443/twilio/voice', 'https://voice.example.org:8443/twilio/voice'],
  ])('is the same with and without the usual port: %s', (plain, withPort) => {
    for (const signed of [plain, withPort])
      for (const url of [plain, withPort])
        expect(isSigned(TOKEN, { url, given: signatureOf(TOKEN, { url: signed }), body: null, form: false })).toBe(true)
    const elsewhere = signatureOf(TOKEN, { url: withPort.replace(/:\d+\//, ':444/') })
    expect(isSigned(TOKEN, { url: plain, given: elsewhere, body: null, form: false })).toBe(false)
  })

  test('has names in the order of their bytes, and each different value of a name that comes twice', () => {
    const url = 'https://voice.example.org/twilio/status'
    const fields: [string, string][] = [
      ['b', '2'],
      ['a', 'z'],
      ['B', '1'],
      ['a', 'y'],
      ['a', 'z'],
      ['ä', '3'],
    ]
    // What a client does that knows no repeated names: one string, in this order.
    const given = signatureOf(TOKEN, { url: `${url}B1ayazb2ä3` })
    expect(isSigned(TOKEN, { url, given, body: form(fields), form: true })).toBe(true)
    expect(isSigned(TOKEN, { url, given, body: form(fields.slice(0, 3)), form: true })).toBe(false)
  })

  test('is JSON only with the sum of its bytes in the address', () => {
    const body = Buffer.from('{"CallSid":"CA1"}')
    const sum = createHash('sha256').update(body).digest('hex')
    const url = `https://voice.example.org/twilio/status?bodySHA256=${sum}`
    const sent = { url, given: signatureOf(TOKEN, { url }), body, form: false }
    expect(isSigned(TOKEN, sent)).toBe(true)
    expect(isSigned(TOKEN, { ...sent, body: Buffer.from('{"CallSid":"CA2"}') })).toBe(false)
    expect(isSigned(TOKEN, { ...sent, body: null })).toBe(false)
    const bare = 'https://voice.example.org/twilio/status'
    expect(isSigned(TOKEN, { ...sent, url: bare, given: signatureOf(TOKEN, { url: bare }) })).toBe(false)
  })
})
