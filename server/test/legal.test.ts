import { expect, test } from 'vitest'
import type { LegalPage } from '../src/privacy/legal.ts'
import { inHouses, type TestHouse } from './house.ts'
import { ask } from './learner.ts'

/** A legal page as a program reads it, in one text. */
async function textOf({ url }: TestHouse, name: string): Promise<string> {
  const { status, body } = await ask<LegalPage>(url, 'GET', `/legal/${name}`, {
    headers: { accept: 'application/json' },
  })
  expect(status).toBe(200)
  return body.sections.flatMap(({ heading, text }) => [heading, ...text.flat()]).join('\n')
}

inHouses('the legal pages', (open, engine) => {
  test('name who is given something, and nobody who is not', async () => {
    const alone = await textOf(await open(), 'privacy')
    expect(alone).toContain('Nobody. What you say is answered, written down and spoken on this server')
    expect(alone).not.toMatch(/Anthropic|OpenAI/)
    expect(alone).toContain(
      'Whoever gave you this address runs this server. They have not said here how to reach them.',
    )

    const house = await open({
      env: {
        ...{ OPERATOR_NAME: 'Example <School>', OPERATOR_CONTACT: 'privacy@example.org' },
        ...{ ANTHROPIC_API_KEY: 'key-of-a-test', LLM: 'anthropic', CLAUDE_MODEL: 'claude-of-a-test' },
        ...{ STT: 'openai', STT_BASE_URL: 'http://192.168.7.7:9000/v1', STT_MODEL: 'whisper-of-a-test' },
      },
    })
    const said = await textOf(house, 'privacy')
    expect(said).toContain('to Anthropic (api.anthropic.com), model claude-of-a-test.')
    expect(said).toContain('Recordings of your voice, to write them down: to 192.168.7.7')
    expect(said).toContain('a server in the operator’s own network')
    expect(said).not.toMatch(/Nobody\.|OpenAI|key-of-a-test/)
    expect(said).toContain('Example <School> runs this server. Contact: privacy@example.org.')
    const { body: html } = await ask<string>(house.url, 'GET', '/legal/privacy')
    expect(html).toContain('Example &lt;School&gt; runs this server.')
    expect(html).not.toContain('<School>')
  })

  test('say who is searched, when, and what is sent', async () => {
    expect(await textOf(await open(), 'privacy')).not.toMatch(/looked up/)
    const house = await open({ env: { RESEARCH: 'searxng,wikipedia', SEARXNG_URL: 'http://search.lan:8888' } })
    const said = await textOf(house, 'privacy')
    expect(said).toContain('and not your name: to search.lan, a server in the operator’s own network.')
    expect(said).toContain(
      'Words of yours, when you have something looked up, and not your name: to Wikipedia (wikipedia.org).',
    )
    expect(said).toContain('Nothing is looked up unless you ask for it')
    expect(said).not.toMatch(/arXiv|Nobody\./)
  })

  test('say what every declaration says, and the numbers of this server', async () => {
    const free = await textOf(await open(), 'privacy')
    expect(free).not.toMatch(/On this server no (?:turn|recording)/)
    expect(free).toContain('An export can be fetched for 7 days')
    expect(free).toContain('For 30 days everything stays as it is')
    for (const holds of ['Your sessions: titles', 'Every turn: what you said', 'Your personal access tokens'])
      expect(free).toContain(holds)
    expect(free).toContain('It could be used to guess the password.')
    expect(free).toContain(engine === 'sqlite' ? 'overwritten in the database file' : 'PostgreSQL')

    const house = await open({
      env: {
        ...{ TRANSCRIPTS_KEPT_MAX_DAYS: '90', RECORDINGS_KEPT_MAX_DAYS: '1', AUDIT_ADDRESS_DAYS: '14' },
        ...{ JWT_REFRESH_EXPIRE_DAYS: '21', REGISTRATION: 'invite' },
      },
    })
    const limited = await textOf(house, 'privacy')
    expect(limited).toContain('On this server no turn is kept longer than 90 days.')
    expect(limited).toContain('no recording is kept longer than one day once its words are written down')
    expect(limited).toContain('Network addresses leave the log of what was done to accounts after 14 days.')
    expect(await textOf(house, 'terms')).toContain('You need an invitation to sign up.')
    const cookies = await textOf(house, 'cookies')
    const { cookie } = await signedIn(house)
    expect(cookies).toContain(`${cookie.name} keeps you signed in. It is sent to ${cookie.path} of this server only`)
    expect(cookies).toContain('or 21 days after you were last here')
    expect(cookie.seconds).toBe(21 * 86_400)
  })

  test('are pages without a script under the strictest policy, or JSON, alone or together', async () => {
    const { url } = await open()
    const shown = await ask<string>(url, 'GET', '/legal/all', { headers: { accept: 'text/html,application/json' } })
    expect(shown.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(shown.headers.get('vary')).toMatch(/accept/i)
    const policy = shown.headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(/default-src '(?:self|none)'/)
    expect(policy).not.toContain("'unsafe-")
    expect(shown.body).not.toMatch(/<script|<style|style=|\son\w+=|https?:/i)
    const loaded = [...shown.body.matchAll(/<link [^>]*href="([^"]+)"/g)].map(([, href]) => href ?? '')
    expect(loaded).toContain('/legal/legal.css')
    const sheet = await ask<string>(url, 'GET', '/legal/legal.css')
    expect(sheet.headers.get('content-type')).toBe('text/css; charset=utf-8')
    expect(sheet.body).not.toMatch(/@import|url\(/)
    for (const title of ['Privacy', 'Terms', 'Cookies and what is kept on your device'])
      expect(shown.body).toContain(`<h2>${title}</h2>`)

    const all = await ask<{ pages: LegalPage[] }>(url, 'GET', '/legal/all', { headers: { accept: 'application/json' } })
    expect(all.body.pages.map(({ name }) => name)).toEqual(['privacy', 'terms', 'cookies'])
    for (const page of all.body.pages) {
      const { body } = await ask<string>(url, 'GET', `/legal/${page.name}`)
      expect(body).toContain(`<h1>${page.title}</h1>`)
      for (const { heading } of page.sections) expect(body).toContain(`<h2>${heading.replaceAll("'", '&#39;')}</h2>`)
    }
  })
})

/** Somebody is invited and signs in as the web app does; the cookie is what the browser is given. */
async function signedIn({ url, accounts }: TestHouse) {
  const who = { email: 'cookie@example.org', password: 'Test1234!' }
  const { code } = await accounts.invite({ email: who.email, hours: 1 })
  await ask(url, 'POST', '/api/auth/register', { body: { ...who, invitation: code } })
  const { headers } = await ask(url, 'POST', '/api/auth/login', {
    body: who,
    headers: { 'x-client': 'web', origin: url },
  })
  const [pair = '', ...parts] = (headers.getSetCookie()[0] ?? '').split('; ')
  const facts = Object.fromEntries(parts.map((part) => part.split('=')))
  return { cookie: { name: pair.split('=')[0], path: facts.Path, seconds: Number(facts['Max-Age']) } }
}
