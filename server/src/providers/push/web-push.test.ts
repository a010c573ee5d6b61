import { createECDH } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import { createOutgoing } from '../../outgoing/outgoing.ts'
import { signatureOf, startPushServer, unseal } from '../conformance/push-server.ts'
import { ProviderError } from '../provider-error.ts'
import type { PushAddress } from './push.ts'
import { createWebPush, sealFor } from './web-push.ts'

const MESSAGE = { text: '{"title":"3 cards are due — näher"}', ttlSeconds: 600, topic: 'due' }
const inTime = () => ({ signal: AbortSignal.timeout(10_000) })

function sender(allow: string[] = ['127.0.0.1']) {
  const pair = createECDH('prime256v1')
  pair.generateKeys()
  return createWebPush({
    privateKey: pair.getPrivateKey('base64url'),
    subject: 'mailto:operator@example.org',
    allow,
    outgoing: createOutgoing({ allow }),
    now: () => new Date('2026-11-27T18:00:00Z'),
  })
}

async function service() {
  const server = await startPushServer()
  onTestFinished(() => server.close())
  const browser = server.browser()
  const { endpoint, keys } = browser.subscription
  return { ...server, browser, to: { endpoint, ...keys } satisfies PushAddress }
}

test('the example of RFC 8291 is sealed byte by byte, and read again', () => {
  const sending = createECDH('prime256v1')
  sending.setPrivateKey('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw', 'base64url')
  const browser = createECDH('prime256v1')
  browser.setPrivateKey('q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94', 'base64url')
  const auth = 'BTBZMqHH6r4Tts7J_aSIgg'
  const words = 'When I grow up, I want to be a watermelon'
  const sealed = sealFor({ p256dh: browser.getPublicKey('base64url'), auth }, words, {
    salt: 'DGv6ra1nlYgDCS1FRnbzlw',
    sender: sending,
  })
  expect(sealed.toString('base64url')).toBe(
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  )
  expect(unseal(sealed, { keys: browser, auth: Buffer.from(auth, 'base64url') })).toBe(words)
})

test('a message arrives: sealed for one browser, signed for its push service, good for a while', async () => {
  const push = sender()
  const { url, browser, to, requests } = await service()
  expect(await push.send(MESSAGE, to, inTime())).toBe('taken')
  const [got] = browser.delivered()
  expect(got?.text).toBe(MESSAGE.text)
  expect(got?.headers).toMatchObject({ ttl: '600', topic: 'due', urgency: 'normal', 'content-encoding': 'aes128gcm' })
  expect(requests[0]?.body.toString('latin1')).not.toContain('cards')
  const { key, claims } = await signatureOf(got?.headers.authorization)
  expect(key).toBe(push.publicKey)
  const until = Date.parse('2026-11-28T06:00:00Z') / 1000
  expect(claims).toEqual({ aud: url, sub: 'mailto:operator@example.org', exp: until })
})

test('what a push service answers is understood', async () => {
  const push = sender()
  const { browser, to } = await service()
  for (const status of [404, 410]) {
    browser.answer(status)
    expect(await push.send(MESSAGE, to, inTime())).toBe('gone')
  }
  const failure = async (status: number, headers = {}) => {
    browser.answer(status, headers)
    const error = await push.send(MESSAGE, to, inTime()).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ProviderError)
    expect(String(error)).not.toContain('/push/')
    return error as ProviderError
  }
  expect(await failure(429, { 'retry-after': '120' })).toMatchObject({ retryable: true, retryAfterMs: 120_000 })
  expect(await failure(503)).toMatchObject({ kind: 'unavailable', retryable: true })
  expect(await failure(403)).toMatchObject({ kind: 'misconfigured', retryable: false })
  expect(await failure(307, { location: 'http://127.0.0.1:1/' })).toMatchObject({ kind: 'refused', retryable: false })
})

test('an address leads to the push service of a maker of browsers, or to what the operator named', () => {
  const { keys } = { keys: browserKeys() }
  const hostOf = (endpoint: string, allow: string[] = []) => sender(allow).serviceOf({ endpoint, ...keys })
  for (const [endpoint, host] of [
    ['https://fcm.googleapis.com/fcm/send/x', 'fcm.googleapis.com'],
    ['https://updates.push.services.mozilla.com/wpush/v2/x', 'updates.push.services.mozilla.com'],
    ['https://web.push.apple.com/x', 'web.push.apple.com'],
    ['https://wns2-by3p.notify.windows.com/w/?token=x', 'wns2-by3p.notify.windows.com'],
  ] as const)
    expect(hostOf(endpoint), endpoint).toBe(host)
  for (const endpoint of [
    ...['http://fcm.googleapis.com/x', 'https://fcm.googleapis.com:8443/x', 'https://a@fcm.googleapis.com/x'],
    ...[
      'https://fcm.googleapis.com.evil.example/x',
      'https://evilpush.apple.com.example/x',
      'https://push.apple.com/x',
    ],
    ...['https://evil-notify.windows.com/x', 'https://127.0.0.1/x', 'https://localhost/x', 'https://[::1]/x'],
    ...['ftp://fcm.googleapis.com/x', 'javascript:1', '', '/x'],
  ])
    expect(hostOf(endpoint), endpoint).toBeNull()
  expect(hostOf('https://push.home.arpa:8443/x', ['push.home.arpa'])).toBe('push.home.arpa')
})

test('keys that no browser makes are none', async () => {
  const push = sender()
  const { to } = await service()
  expect(push.serviceOf(to)).toBe('127.0.0.1')
  const notOnTheCurve = Buffer.alloc(65, 4).toString('base64url')
  for (const wrong of [{ p256dh: notOnTheCurve }, { p256dh: '' }, { p256dh: to.p256dh.slice(4) }, { auth: 'AAAA' }])
    expect(push.serviceOf({ ...to, ...wrong })).toBeNull()
})

function browserKeys() {
  const pair = createECDH('prime256v1')
  pair.generateKeys()
  return { p256dh: pair.getPublicKey('base64url'), auth: Buffer.alloc(16, 7).toString('base64url') }
}
