import { once } from 'node:events'
import { createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Browser, Page } from 'playwright-core'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signUp, startChromium, visit } from './chromium.ts'
import { type House, openHouse } from './house.ts'
import { programsAreHere } from './programs.ts'

describe.skipIf(!programsAreHere('chromium'))('by mail and by token', () => {
  let browser: Browser
  let house: House
  let mailServer: SMTPServer
  const letters: string[] = []

  beforeAll(async () => {
    mailServer = new SMTPServer({
      authOptional: true,
      hideSTARTTLS: true,
      onData: (stream, _session, callback) =>
        void text(stream).then((raw) => {
          letters.push(raw.replaceAll('=\r\n', '').replaceAll('=3D', '='))
          callback()
        }, callback),
    })
    mailServer.listen(0, '127.0.0.1')
    await once(mailServer.server, 'listening')
    const port = await freePort()
    house = await openHouse({
      PORT: port,
      PUBLIC_URL: `http://localhost:${port}`,
      SMTP_URL: `smtp://127.0.0.1:${portOf(mailServer.server.address())}`,
      MAIL_FROM: 'companion@example.org',
    })
    browser = await startChromium()
  })

  afterAll(async () => {
    await browser?.close()
    await house?.close()
    await new Promise<void>((closed) => mailServer.close(() => closed()))
  })

  /** The link in the next letter that is about something. */
  async function linkIn(subject: string): Promise<string> {
    const isAboutIt = (raw: string) => raw.includes(`Subject: ${subject}`)
    await expect.poll(() => letters.some(isAboutIt), { timeout: 20_000 }).toBe(true)
    const [letter = ''] = letters.splice(letters.findIndex(isAboutIt), 1)
    return /http:\S+#\S+/.exec(letter)?.[0] ?? ''
  }

  const forgetPassword = async (page: Page, email: string) => {
    await page.goto('/sign-in')
    await page.getByRole('link', { name: 'Forgotten your password?' }).click()
    await page.getByLabel('E-mail').fill(email)
    await page.getByRole('button', { name: 'Send the link' }).click()
    await page.getByText('a link is on its way').waitFor()
  }

  test('an address is verified and a forgotten password set anew by mail, and no secret leaves the page', async () => {
    const { page, context, faults } = await visit(browser, house.url)
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url(), request.headers().referer ?? ''))
    const { email, password } = await signUp(page)
    await page.goto('/you')
    await page.getByText('Not verified yet.').waitFor()
    const verification = await linkIn('Is this your address')
    await page.goto(verification)
    await page.getByText('Thank you.').waitFor()
    expect(page.url()).toBe(`${house.url}/mailed/verify`)
    await page.getByRole('link', { name: 'To the conversation' }).click()
    await page.goto('/you')
    await page.getByText('Verified', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Sign out', exact: true }).last().click()
    await page.waitForURL('**/sign-in')

    await forgetPassword(page, email)
    const reset = await linkIn('Set another password')
    await page.goto(reset)
    await page.getByLabel('New password', { exact: true }).fill('Another123')
    expect(page.url()).toBe(`${house.url}/mailed/reset`)
    await page.getByRole('button', { name: 'Set it' }).click()
    await page.getByText('Your password is set.').waitFor()
    await page.getByRole('link', { name: 'Sign in' }).click()
    const signIn = async (typed: string) => {
      await page.getByLabel('E-mail').fill(email)
      await page.getByLabel('Password', { exact: true }).fill(typed)
      await page.getByRole('button', { name: 'Sign in' }).click()
    }
    await signIn(password)
    await page.getByText('Invalid email or password').waitFor()
    await signIn('Another123')
    await page.getByText('Say something you learned today.').waitFor()

    const secrets = [verification, reset].map((link) => link.split('#')[1] ?? '')
    expect(secrets.every((secret) => secret.length > 30)).toBe(true)
    for (const address of asked) for (const secret of secrets) expect(address.split('#')[0]).not.toContain(secret)
    expect(faults.filter((fault) => !fault.includes('401'))).toEqual([])
    await context.close()
  })

  test('a token is made, shown once, and revoked', async () => {
    const { page, context } = await visit(browser, house.url)
    await signUp(page)
    await page.goto('/you')
    await page.getByRole('button', { name: 'Make a token' }).click()
    await page.getByLabel('What is it for?').fill('my script')
    await page.getByLabel('Current password', { exact: true }).fill('Test1234!')
    await page.getByRole('button', { name: 'Make it' }).click()
    const token = await page.locator('dialog code').innerText()
    const read = () => fetch(`${house.url}/api/stats`, { headers: { authorization: `Bearer ${token}` } })
    expect((await read()).status).toBe(200)
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
    await page.reload()
    await page.getByText('my script').waitFor()
    expect(await page.content()).not.toContain(token)
    await page.getByRole('button', { name: 'Revoke my script' }).click()
    await page.getByText('my script is revoked.').waitFor()
    expect((await read()).status).toBe(401)
    await context.close()
  })
})

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const port = portOf(server.address())
  await new Promise((closed) => server.close(closed))
  return port
}

const portOf = (bound: ReturnType<ReturnType<typeof createServer>['address']>) =>
  String(typeof bound === 'object' && bound ? bound.port : 0)
