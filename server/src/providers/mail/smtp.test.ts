import { createServer } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ELSEWHERE, MAIL_USER, startMailServer } from '../conformance/mail-server.ts'
import { ProviderError } from '../provider-error.ts'
import { createSmtp } from './smtp.ts'

const FROM = { name: 'Lärn, Voice', address: 'companion@example.org' }
const LETTER = { to: 'ana@example.com', subject: 'Is this yours?', text: 'Dear Ana,\n.\nfrom here: ñ\n' }
const LOGIN = `${encodeURIComponent(MAIL_USER.user)}:${encodeURIComponent(MAIL_USER.pass)}`
const inTime = () => ({ signal: AbortSignal.timeout(10_000) })

async function serve(...wishes: Parameters<typeof startMailServer>) {
  const server = await startMailServer(...wishes)
  onTestFinished(() => server.close())
  return server
}

/** What went wrong, which has to be a ProviderError that shows no password. */
async function failureOf(work: Promise<unknown>): Promise<ProviderError> {
  const error = await work.then(
    () => expect.fail('it did not fail'),
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(ProviderError)
  expect(String(error)).not.toContain(MAIL_USER.pass)
  return error as ProviderError
}

describe('a mail', () => {
  test('arrives with sender, recipient, subject and words', async () => {
    const { port, received, passwords } = await serve()
    const mail = createSmtp({ url: `smtp://${LOGIN}@127.0.0.1:${port}`, from: FROM })
    await mail.send({ ...LETTER, subject: 'Für Ana — 100 %' }, inTime())
    const [letter] = received
    expect(letter).toMatchObject({ from: FROM.address, to: [LETTER.to] })
    expect(passwords).toEqual([MAIL_USER.pass])
    expect(letter?.raw).toMatch(/^From: =\?UTF-8\?Q\?L=C3=A4rn=2C_Voice\?= <companion@example\.org>\r$/m)
    expect(letter?.raw).toMatch(/^To: ana@example\.com\r$/m)
    expect(letter?.raw).toMatch(/^Subject: =\?UTF-8\?Q\?F=C3=BCr_Ana/m)
    expect(letter?.raw).toMatch(/^Auto-Submitted: auto-generated\r$/m)
    expect(letter?.raw).toContain('text/plain; charset=utf-8')
    expect(letter?.raw.replaceAll('=\r\n', '')).toContain('Dear Ana,\r\n.\r\nfrom here: =C3=B1')
  })

  test('cannot be given headers, recipients or commands by what stands in its fields', async () => {
    const { port, received } = await serve()
    const mail = createSmtp({ url: `smtp://127.0.0.1:${port}`, from: FROM })
    for (const to of [
      'ana@example.com\r\nBcc: eve@evil.example',
      'ana@example.com\nRCPT TO:<eve@evil.example>',
      'ana@example.com\u0085Bcc: eve@evil.example',
      'ana@example.com\u2028',
      'ana@example.com\0',
      'ana@example.com,eve@evil.example',
      'ana@example.com;eve@evil.example',
      'ana@example.com eve@evil.example',
      'Ana <eve@evil.example>',
      '"ana@example.com"@evil.example',
      'ana@example.com>',
      'friends:ana@example.com;',
      'ana',
      '',
    ])
      expect((await failureOf(mail.send({ ...LETTER, to }, inTime()))).kind, to).toBe('refused')
    for (const subject of ['x\r\nBcc: eve@evil.example', 'x\n\nwords', 'x\u2029'])
      expect((await failureOf(mail.send({ ...LETTER, subject }, inTime()))).kind).toBe('refused')
    expect(received).toEqual([])

    // In the words a line may look like a header or a command, and is neither.
    await mail.send({ ...LETTER, text: 'x\r\n.\r\nRCPT TO:<eve@evil.example>\r\nBcc: eve@evil.example\n' }, inTime())
    expect(received).toHaveLength(1)
    expect(received[0]?.to).toEqual([LETTER.to])
    expect(received[0]?.raw.split('\r\n\r\n')[0]).not.toContain('evil')
  })
})

describe('a mail server', () => {
  const elsewhere = (port: number, scheme = 'smtp') => `${scheme}://${LOGIN}@${ELSEWHERE}:${port}`

  test('elsewhere has to offer encryption, or hears neither letter nor password', async () => {
    const { port, received, passwords } = await serve({ hideSTARTTLS: true })
    const failure = await failureOf(createSmtp({ url: elsewhere(port), from: FROM }).send(LETTER, inTime()))
    expect(failure).toMatchObject({ kind: 'misconfigured', detail: expect.stringContaining('encryption') })
    expect([received, passwords]).toEqual([[], []])
  })

  test('elsewhere has to be the one it says it is', async () => {
    const { port, received, passwords, cert } = await serve()
    const stranger = await failureOf(createSmtp({ url: elsewhere(port), from: FROM }).send(LETTER, inTime()))
    expect(stranger).toMatchObject({ kind: 'misconfigured' })
    expect([received, passwords]).toEqual([[], []])
    await createSmtp({ url: elsewhere(port), from: FROM, ca: cert }).send(LETTER, inTime())
    expect(received).toMatchObject([{ secure: true }])
  })

  test('by smtps is encrypted from the start', async () => {
    const { port, received, cert } = await serve({ secure: true })
    const url = elsewhere(port, 'smtps')
    expect((await failureOf(createSmtp({ url, from: FROM }).send(LETTER, inTime()))).kind).toBe('misconfigured')
    await createSmtp({ url, from: FROM, ca: cert }).send(LETTER, inTime())
    expect(received).toMatchObject([{ secure: true }])
  })

  test.each([
    ['no such mailbox', { to: 550 }, 'refused'],
    ['a full mailbox or a grey list', { to: 451 }, 'unavailable'],
    ['a sender it does not send for', { from: 553 }, 'misconfigured'],
    ['words it takes for spam', { data: 554 }, 'refused'],
    ['no room at the moment', { data: 452 }, 'unavailable'],
  ] as const)('says what it means by %s', async (_what, refuse, kind) => {
    const { port, received } = await serve({ refuse })
    const failure = await failureOf(createSmtp({ url: `smtp://127.0.0.1:${port}`, from: FROM }).send(LETTER, inTime()))
    expect(failure.kind).toBe(kind)
    expect(received).toEqual([])
  })

  test('that does not know us is for the operator to mend', async () => {
    const { port } = await serve()
    const mail = createSmtp({ url: `smtp://somebody:wrong@127.0.0.1:${port}`, from: FROM })
    expect(await failureOf(mail.probe(inTime()))).toMatchObject({
      kind: 'misconfigured',
      detail: expect.stringContaining('SMTP_URL'),
    })
  })

  test('is asked whether it lets us in without sending anything', async () => {
    const { port, received, passwords } = await serve()
    await createSmtp({ url: `smtp://${LOGIN}@127.0.0.1:${port}`, from: FROM }).probe(inTime())
    expect([received, passwords]).toEqual([[], [MAIL_USER.pass]])
  })

  test('that is not there is tried again later', async () => {
    const { port, close } = await startMailServer()
    await close()
    for (const host of [`127.0.0.1:${port}`, 'nowhere.invalid:25'])
      expect((await failureOf(createSmtp({ url: `smtp://${host}`, from: FROM }).probe(inTime()))).kind).toBe(
        'unavailable',
      )
  })

  test('that falls silent or breaks off holds nobody up', async () => {
    const hungUp = Promise.withResolvers<void>()
    const connected = Promise.withResolvers<void>()
    const server = createServer((socket) => {
      connected.resolve()
      socket.on('error', () => {}).on('close', () => hungUp.resolve())
    }).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await new Promise((ready) => server.once('listening', ready))
    const bound = server.address()
    const url = `smtp://127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}`
    const leaving = new AbortController()
    const sending = failureOf(createSmtp({ url, from: FROM }).send(LETTER, { signal: leaving.signal }))
    await connected.promise
    leaving.abort()
    expect((await sending).kind).toBe('unavailable')
    await hungUp.promise
    const gone = await failureOf(createSmtp({ url, from: FROM }).send(LETTER, { signal: AbortSignal.abort() }))
    expect(gone.kind).toBe('unavailable')
  })
})
