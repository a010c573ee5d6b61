import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort, inHouses } from '../../test/house.ts'
import { ask, type TestLearner } from '../../test/learner.ts'
import { addDays, localDay, weekday } from '../days.ts'
import { startMailServer } from '../providers/conformance/mail-server.ts'
import { startPushServer } from '../providers/conformance/push-server.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const SETTINGS = '/api/reminders/settings'
const DEVICES = '/api/reminders/devices'

type MailServer = Awaited<ReturnType<typeof startMailServer>>
type PushServer = Awaited<ReturnType<typeof startPushServer>>

inHouses('reminders', (open) => {
  let [mail, push]: [MailServer?, PushServer?] = []
  let home: Awaited<ReturnType<typeof move>>
  beforeAll(async () => {
    home = await move()
  })
  afterAll(async () => {
    await mail?.close()
    await push?.close()
  })

  async function move() {
    const [mailServer, pushServer] = await Promise.all([startMailServer(), startPushServer()])
    ;[mail, push] = [mailServer, pushServer]
    const home = await open({
      env: {
        ...{ PORT: await freePort(), PUBLIC_URL: 'https://learn.example.org', OUTGOING_ALLOW: '127.0.0.1' },
        ...{ SMTP_URL: `smtp://127.0.0.1:${mailServer.port}`, MAIL_FROM: 'companion@example.org' },
      },
    })
    /** Somebody for whom it is noon, who is told everything at noon, and of the week in two days. */
    async function learner() {
      const east = 12 - home.now().getUTCHours()
      const timezone = `Etc/GMT${east > 0 ? '-' : '+'}${Math.abs(east)}`
      const somebody = await home.learner()
      await somebody.call('PATCH', '/api/user/me', { timezone })
      const recap_on = 1 + ((weekday(localDay(home.now(), timezone)) + 2) % 7)
      await somebody.call('PATCH', SETTINGS, { at: '12:00', streak_at: '12:00', recap_on })
      return somebody
    }
    /** A day later, at the same time; what is said then is said and carried. */
    async function nextDay(...learners: TestLearner[]) {
      home.pass(DAY)
      await Promise.all(learners.map((learner) => learner.comeBack()))
      await home.settle()
    }
    const letters = () =>
      mailServer.received.map(({ raw, to }) => ({ to: to[0], raw: raw.replaceAll('=\r\n', '').replaceAll('=3D', '=') }))
    return { ...home, push: pushServer, letters, learner, nextDay }
  }

  test('are said in the app, in the browser and by mail, once, and only what is true', async () => {
    const [ana, ben] = [await home.learner(), await home.learner()]
    await home.settle()
    const link = /mailed\/verify#([\w-]+)/.exec(home.letters().find(({ to }) => to === ana.email)?.raw ?? '')?.[1]
    expect((await ana.call('PATCH', SETTINGS, { mail: true })).body.code).toBe('mail-off')
    await ana.call('POST', '/api/auth/email-verification/finish', { token: link })
    const changed = await ana.call('PATCH', SETTINGS, { mail: true })
    expect(changed.body).toMatchObject({ mail: true, due: true, at: '12:00' })
    const browser = home.push.browser()
    expect((await ana.call('POST', DEVICES, browser.subscription)).status).toBe(201)

    for (const text of ['Glaciers move.', 'They carry stones.']) {
      expect((await ana.say(text)).status).toBe(200)
      await home.nextDay(ana, ben)
    }
    const { reminders, unseen } = (await ana.get('/api/reminders')).body
    const says = reminders.map((each: { says: unknown }) => each.says)
    expect(says).toHaveLength(2)
    // Seven whole days: today's evening is told of in the next one.
    const weekAgo = addDays(home.now().toISOString().slice(0, 10), -7)
    expect(says).toContainEqual({ kind: 'streak', days: 2, freezes: 2 })
    expect(says).toContainEqual(expect.objectContaining({ kind: 'recap', from: weekAgo, sittings: 2, reviews: 0 }))
    expect(unseen).toBe(2)
    expect((await ben.get('/api/reminders')).body).toEqual({ reminders: [], unseen: 0 })

    const pushed = browser.delivered().map(({ text, headers }) => ({ ...JSON.parse(text), headers }))
    expect(pushed).toHaveLength(2)
    expect(pushed.find(({ kind }) => kind === 'streak')).toMatchObject({
      title: 'Your streak: 2 days',
      kind: 'streak',
      to: '/today',
      headers: { topic: 'streak' },
    })
    const mailed = home.letters().filter(({ raw }) => raw.includes('Your streak'))
    expect(mailed).toMatchObject([{ to: ana.email }])
    expect(mailed[0]?.raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m)
    for (const told of [mailed[0]?.raw, JSON.stringify(pushed)]) expect(told).not.toMatch(/glacier|stone/i)

    // Looking again says nothing again; put away, it is put away.
    home.pass(10 * 60_000)
    await home.settle()
    expect(browser.delivered()).toHaveLength(2)
    expect((await ana.call('POST', '/api/reminders/seen')).status).toBe(204)
    expect((await ana.get('/api/reminders')).body.unseen).toBe(0)
  })

  test('end by one press, without a sign-in, and by a link that is not whole not at all', async () => {
    const ana = await home.learner()
    const browser = home.push.browser()
    await ana.call('POST', DEVICES, browser.subscription)
    for (const text of ['One.', 'Two.']) {
      await ana.say(text)
      await home.nextDay(ana)
    }
    const { off } = browser
      .delivered()
      .map(({ text }) => JSON.parse(text))
      .find(({ kind }) => kind === 'streak')
    const address = (token: string) => `/api/reminders/off?token=${encodeURIComponent(token)}`
    const opened = await fetch(home.url + address(off), { redirect: 'manual' })
    expect([opened.status, opened.headers.get('location')]).toEqual([303, `/mailed/reminders#${off}`])
    expect((await ana.get(SETTINGS)).body.settings.streak).toBe(true)

    // As a mail program does it (RFC 8058).
    const form = {
      body: 'List-Unsubscribe=One-Click',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    }
    expect((await ask(home.url, 'POST', address(off), form)).body).toEqual({ what: 'streak', on: false })
    expect((await ana.get(SETTINGS)).body.settings).toMatchObject({ streak: false, due: true })
    expect((await ask(home.url, 'POST', address(off), { body: { on: true } })).body.on).toBe(true)
    for (const wrong of [
      off.replace('streak', 'due'),
      `${off.slice(0, -2)}AA`,
      off.replace(ana.id, crypto.randomUUID()),
      'x',
    ])
      expect((await ask(home.url, 'POST', address(wrong), { body: {} })).body.code, wrong).toBe('link-invalid')
  })

  test('reach a browser for as long as it is there and somebody is signed in on it', async () => {
    const [ana, eve] = [await home.learner(), await home.learner()]
    const [first, second] = [home.push.browser(), home.push.browser()]
    const { body: device } = await ana.call('POST', DEVICES, first.subscription)
    expect((await ana.call('POST', DEVICES, first.subscription)).body.id).toBe(device.id)
    await ana.call('POST', DEVICES, second.subscription)
    expect((await eve.call('DELETE', `${DEVICES}/${device.id}`)).status).toBe(404)
    expect((await eve.get(SETTINGS)).body.devices).toEqual([])
    for (const endpoint of ['http://10.0.0.1/x', 'https://evil.example/x', 'https://fcm.googleapis.com:444/x'])
      expect((await ana.call('POST', DEVICES, { ...first.subscription, endpoint })).status, endpoint).toBe(422)

    const there = async () => (await ana.get(SETTINGS)).body.devices.map(({ id }: { id: string }) => id)
    await ana.say('One.')
    await home.nextDay(ana)
    await ana.say('Two.')
    first.answer(410)
    second.answer(503)
    await home.nextDay(ana)
    expect(await there()).not.toContain(device.id)
    expect(await there()).toHaveLength(1)
    // Its push service is back, and what is still true is carried after all.
    second.answer(null)
    home.pass(2 * 60_000)
    await home.settle()
    expect(second.delivered().map(({ text }) => JSON.parse(text).kind)).toContain('streak')

    await ana.say('Three.')
    // It was added from a sign-in that ends; whoever comes next to that browser is not told of hers.
    await home.db
      .updateTable('sign_ins')
      .set({ revoked_at: home.now().toISOString() })
      .where('user_id', '=', ana.id)
      .execute()
    const before = second.delivered().length
    await home.nextDay(ana)
    expect(second.delivered()).toHaveLength(before)
    expect(await there()).toEqual([])
  })
})
