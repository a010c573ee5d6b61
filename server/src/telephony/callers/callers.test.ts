import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort, inHouses, type TestHouse } from '../../../test/house.ts'
import type { TestLearner } from '../../../test/learner.ts'
import { voiceFile } from '../../../test/recordings.ts'
import { localMoment } from '../../days.ts'
import { startMailServer } from '../../providers/conformance/mail-server.ts'
import { ProviderError } from '../../providers/provider-error.ts'
import { createScriptedStt } from '../../providers/scripted.ts'
import type { Answer, Carrier, IncomingCall } from '../call.ts'

const PIN = '739184'
const MINUTE = 60_000

/** A carrier that remembers whom it called, and has the recordings it is given. */
function scriptedCarrier() {
  const placed: string[] = []
  const recordings = new Map<string, Uint8Array>()
  let fails = 0
  let calls = 0
  const carrier: Carrier = {
    number: '+15550100002',
    async place({ to }) {
      placed.push(to)
      return { callSid: `CAout${calls++}` }
    },
    hangUp: async () => {},
    async fetchRecording(url) {
      if (fails-- > 0) throw new ProviderError('carrier', 'unavailable')
      const bytes = recordings.get(url)
      return bytes ? { bytes } : 'gone'
    },
    async removeRecording(url) {
      recordings.delete(url)
    },
  }
  const failNext = (times: number) => {
    fails = times
  }
  return { carrier, placed, recordings, failNext, last: () => `CAout${calls - 1}` }
}

inHouses('callers', (open) => {
  let house: TestHouse
  const phone = scriptedCarrier()
  let mail: Awaited<ReturnType<typeof startMailServer>> | undefined
  let sids = 0
  let lines = 1_000_000
  beforeAll(async () => {
    const stt = createScriptedStt(() => ({ text: 'Glaciers carry stones.' }))
    mail = await startMailServer()
    house = await open({
      ...{ carrier: phone.carrier, stt },
      env: {
        ...{ PHONE_TRANSFER_TO: '+15550100009', PORT: await freePort(), PUBLIC_URL: 'https://learn.example.org' },
        ...{
          SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
          MAIL_FROM: 'companion@example.org',
          OUTGOING_ALLOW: '127.0.0.1',
        },
      },
    })
  })
  afterAll(() => mail?.close())

  const lettersTo = ({ email }: TestLearner) =>
    (mail?.received ?? []).filter(({ to }) => to[0] === email).map(({ raw }) => raw.replaceAll('=\r\n', ''))

  const number = () => `+1555${++lines}`
  /** A call comes in. */
  async function ring(from: string, more: Partial<IncomingCall> = {}) {
    const callSid = more.callSid ?? `CA${++sids}`
    const call = { callSid, from, to: phone.carrier.number, direction: 'in', attestation: null, way: 'gather' } as const
    const welcome = await house.callers.begin({ ...call, ...more })
    const { callers } = house
    return {
      ...{ callSid, welcome },
      say: (text: string, confidence: number | null = null) => callers.said(callSid, text, confidence),
      key: (digits: string) => callers.keyed(callSid, digits),
      end: (status = 'completed', seconds: number | null = 30) => callers.ended(callSid, { status, seconds }),
    }
  }
  /** Somebody whose number is linked, as a call to it showed. */
  async function linked(who: { pin?: boolean; name?: string } = {}) {
    const learner = await house.learner(who.name ? { name: who.name } : {})
    const line = number()
    const { body } = await learner.call('POST', '/api/phone/numbers', { number: line, way: 'call-me' })
    await house.settle()
    const spoken = await house.callers.begin({
      ...{ callSid: phone.last(), from: phone.carrier.number, to: line, direction: 'out', attestation: null },
      ...{ way: 'gather', answeredBy: 'human' },
    })
    const code = /is ([\d, ]+)\./.exec(spoken.say)?.[1] ?? ''
    const given = await learner.call('POST', `/api/phone/numbers/${body.number.id}/code`, { code })
    expect([given.status, given.body.state]).toEqual([200, 'linked'])
    if (who.pin) expect((await setPin(learner)).status).toBe(204)
    return { learner, line, id: body.number.id as string }
  }
  const setPin = (learner: TestLearner, pin = PIN) =>
    learner.call('PUT', '/api/phone/pin', { pin, current_password: learner.password })
  const takeTurn = async (learner: TestLearner, answer: Answer) => {
    if (answer.kind !== 'turn') throw new Error(`no turn: ${JSON.stringify(answer)}`)
    return (await learner.say(answer.text, { session: answer.sessionId, mode: answer.mode })).body
  }

  test('a number is linked by whoever has it, to one account, and is shown by its last digits only', async () => {
    const [ana, eve] = [await house.learner(), await house.learner()]
    const line = number()
    const { body } = await ana.call('POST', '/api/phone/numbers', { number: line, way: 'call-us' })
    expect(body).toMatchObject({ code: expect.stringMatching(/^\d{6}$/), number: { state: 'waiting' } })

    // A caller id can be forged, so a carrier that does not vouch for it links nothing; nor does the code that was shown.
    const forged = await ring(line)
    expect(forged.welcome.kind).toBe('stranger')
    expect(await forged.key(body.code)).toMatchObject({ kind: 'say', next: 'hang-up' })
    const typed = await ana.call('POST', `/api/phone/numbers/${body.number.id}/code`, { code: body.code })
    expect(typed.status).toBe(404)
    expect((await ana.get('/api/phone')).body.numbers).toMatchObject([{ state: 'waiting' }])

    const call = await ring(line, { attestation: 'A', way: 'relay' })
    expect(call.welcome.kind).toBe('linking')
    expect(await call.key('0000000')).toMatchObject({ next: 'digits' })
    for (const digit of body.code) expect(await call.key(digit)).toMatchObject({ text: '', next: 'digits' })
    expect(await call.key('#')).toMatchObject({ text: expect.stringContaining('is linked'), next: 'hang-up' })
    const shown = JSON.stringify((await ana.get('/api/phone')).body)
    expect(shown).toContain(`+1 ••• ${line.slice(-2)}`)
    expect(shown).not.toContain(line.slice(2))

    // Somebody else may want the same number, and does not get it even with its code.
    const second = (await eve.call('POST', '/api/phone/numbers', { number: line, way: 'call-me' })).body
    await house.settle()
    const out = {
      callSid: phone.last(),
      from: phone.carrier.number,
      to: line,
      direction: 'out',
      attestation: null,
    } as const
    const spoken = (await house.callers.begin({ ...out, way: 'gather', answeredBy: 'human' })).say
    const code = /is ([\d, ]+)\./.exec(spoken)?.[1]
    const taken = await eve.call('POST', `/api/phone/numbers/${second.number.id}/code`, { code })
    expect([taken.status, taken.body.code]).toEqual([409, 'number-taken'])

    const abroad = await ana.call('POST', '/api/phone/numbers', { number: '+49 30 1234567', way: 'call-me' })
    expect(abroad.body.code).toBe('number-not-called')
    expect((await ana.call('POST', '/api/phone/numbers', { number: '030 1234', way: 'call-us' })).status).toBe(422)
    expect((await eve.call('DELETE', `/api/phone/numbers/${body.number.id}`)).status).toBe(404)
    expect((await ana.call('DELETE', `/api/phone/numbers/${body.number.id}`)).status).toBe(204)
    expect((await ring(line, { attestation: 'A' })).welcome.kind).toBe('stranger')
  })

  test('a call stays with whom it began with, also when the number goes', async () => {
    const { learner, line, id } = await linked({ pin: true })
    const call = await ring(line, { attestation: 'A' })
    const change = (changes: object) => learner.call('PATCH', '/api/phone/call-back', changes)
    const at = localMoment(house.now(), 'UTC').minute > 12 * 60 ? '10:00' : '18:00'
    expect((await change({ on: true, number_id: id, at })).status).toBe(200)
    expect((await learner.call('DELETE', `/api/phone/numbers/${id}`)).status).toBe(204)
    const ringing = { callSid: call.callSid, attestation: 'A' } as const
    expect((await ring(line, ringing)).welcome).toMatchObject({ userId: learner.id, trusted: true })
    await call.end()
    // What was agreed to was to be called there.
    const off = { call_back: { on: false, number_id: null }, call_back_consented_at: null }
    expect((await learner.get('/api/phone')).body).toMatchObject(off)
    expect((await change({ on: false, days: [1] })).status).toBe(200)
  })

  test('a number alone is only taken down, and learns nothing of before', async () => {
    const { learner, line } = await linked({ pin: true, name: 'Ana Wombat' })
    await learner.say('My wombat is called Mo.', { session: 'before' })
    const asked = house.requests.length
    const call = await ring(line)
    expect(call.welcome).toMatchObject({ kind: 'learner', trusted: false, sessionId: `twilio_${call.callSid}` })
    expect(call.welcome.say).not.toMatch(/wombat/i)
    // Asked again by the carrier it is the same, and nothing is counted twice.
    expect(await house.callers.begin({ ...again(call.callSid, line) })).toEqual(call.welcome)

    expect(await call.say('review')).toMatchObject({ kind: 'say', next: 'digits' })
    expect(await call.say('mumble', 0.2)).toMatchObject({ kind: 'say', next: 'listen' })
    const said = await call.say('What is my wombat called?')
    expect(said).toMatchObject({ kind: 'turn', mode: 'capture', kept: 'Kept.' })
    expect((await takeTurn(learner, said)).agent_text).toBeNull()
    // Also where a line takes it as a conversation: no model is asked.
    const led = await learner.say('Tell me of my wombat.', { session: `twilio_${call.callSid}` })
    expect([led.body.agent_text, house.requests.length]).toEqual(['Kept.', asked])
    // Told again to another process, it is kept once.
    const leave = () => house.callers.said(call.callSid, 'Stones are carried far away by ice, goodbye', null, 'a hook')
    for (let times = 0; times < 2; times++) expect(await leave()).toMatchObject({ next: 'hang-up' })
    await call.end()
    expect((await learner.history(`twilio_${call.callSid}`)).history).toHaveLength(3)
    expect((await learner.get('/api/phone/calls')).body.calls[0]).toMatchObject({
      state: 'done',
      trusted: false,
      seconds: 30,
    })
    const after = await learner.say('And now?', { session: `twilio_${call.callSid}` })
    expect(after.body.agent_text).toBe('Tell me more.')
  })

  const again = (callSid: string, from: string): IncomingCall => ({
    ...{ callSid, from, to: phone.carrier.number, direction: 'in', attestation: null, way: 'gather' },
  })

  test('a PIN may be tried three times in a call and ten times in a day', async () => {
    const { learner, line } = await linked()
    for (const pin of ['123456', '111111', '150372', '12345', '932184', '121212'])
      expect((await setPin(learner, pin)).status, pin).toBe(422)
    const wrong = { pin: PIN, current_password: 'Wrong1234!' }
    expect((await learner.call('PUT', '/api/phone/pin', wrong)).body.code).toBe('wrong-current-password')
    expect((await setPin(learner)).status).toBe(204)

    const texts: string[] = []
    for (let calls = 0; calls < 4; calls++) {
      const call = await ring(line)
      const answers = await Promise.all(['711111', '722222', '733333', '744444'].map((pin) => call.key(pin)))
      await call.key(PIN)
      texts.push(...answers.map((answer) => ('text' in answer ? answer.text : '')))
      expect(
        (await house.db.selectFrom('calls').select('trusted').where('sid', '=', call.callSid).execute())[0]?.trusted,
      ).toBe(0)
      await call.end()
    }
    expect(texts.filter((text) => text.includes('try again'))).toHaveLength(10)
    const late = await ring(line)
    expect(await late.key(PIN)).toMatchObject({ text: expect.stringContaining('no more tries') })
    await late.end()
    house.pass(24 * 60 * MINUTE)
    const nextDay = await ring(line)
    expect(await nextDay.key(PIN)).toMatchObject({ text: expect.stringContaining('What is on your mind') })
    await nextDay.end()
    await learner.comeBack()
    expect((await learner.call('DELETE', '/api/phone/pin')).status).toBe(204)
  })

  test('whoever is known goes on where they were, and is led by voice or by key', async () => {
    const { learner, line } = await linked({ pin: true })
    await learner.say('Volcanoes make islands.', { session: 'walk' })
    const call = await ring(line, { attestation: 'A' })
    expect(call.welcome).toMatchObject({ trusted: true, sessionId: 'walk' })
    const turn = await call.say('Why do they?')
    expect(turn).toMatchObject({ kind: 'turn', mode: 'conversation', sessionId: 'walk', kept: null })
    await takeTurn(learner, turn)
    expect(await call.key('*')).toMatchObject({ text: 'Tell me more.', next: 'listen' })
    expect(await call.say('take a note')).toMatchObject({ next: 'listen' })
    expect(await call.say('Hawaii is one')).toMatchObject({ kind: 'turn', mode: 'capture' })
    expect(await call.key('2')).toMatchObject({ next: 'listen' })
    expect(await call.key('3')).toMatchObject({ kind: 'turn', text: 'Review' })
    expect(await call.key('4')).toMatchObject({ text: expect.stringContaining('cannot mail') })
    const [, link] = /mailed\/verify#([\w-]+)/.exec(lettersTo(learner)[0] ?? '') ?? []
    await learner.call('POST', '/api/auth/email-verification/finish', { token: link })
    expect(await call.say('send me the summary')).toMatchObject({ text: expect.stringContaining('will mail') })
    expect(await call.key('5')).toMatchObject({ kind: 'record' })
    expect(await call.key('6')).toMatchObject({
      kind: 'transfer',
      to: '+15550100009',
      seconds: expect.closeTo(3_600, -2),
    })
    expect(await call.key('0')).toMatchObject({ text: expect.stringContaining('Six') })
    expect(await house.callers.silent(call.callSid, 1)).toMatchObject({ next: 'listen' })
    expect(await house.callers.silent(call.callSid, 3)).toMatchObject({ next: 'hang-up' })
    await call.end('completed', 61)
    // The last words may be written down after the carrier said that it is over.
    expect(await call.say('And the tides follow')).toMatchObject({ kind: 'turn', mode: 'capture' })
    await call.end('completed', 61)
    house.pass(2 * MINUTE)
    expect(await call.say('Too late')).toMatchObject({ kind: 'say', next: 'hang-up' })
    expect((await learner.get('/api/phone')).body).toMatchObject({
      month: { calls: 1, minutes: 2, cost: 0.04 },
      today: { minutes: 2 },
    })
    await house.settle()
    expect(lettersTo(learner).filter((raw) => raw.includes('What your call was about'))).toHaveLength(1)
  })

  test('calls have their bounds: two at once, and so many minutes in a day', async () => {
    const { learner, line } = await linked()
    const rung = await Promise.all([ring(line), ring(line), ring(line)])
    const [one, two, ...more] = rung.filter(({ welcome }) => welcome.kind === 'learner')
    if (!one || !two) throw new Error('nobody was let in')
    expect(more).toEqual([])
    // What they talk at once counts while they talk.
    house.pass(29 * MINUTE)
    expect(await one.say('Still here?')).toMatchObject({ kind: 'turn' })
    house.pass(MINUTE)
    expect(await two.say('Me too?')).toMatchObject({ next: 'hang-up', text: expect.stringContaining('used up') })
    await two.end('completed', 30 * 60)
    // The end of the other is never told: it lasted as long as anything was heard of it.
    house.pass(31 * MINUTE)
    await house.callers.sweep()
    const { calls } = (await learner.get('/api/phone/calls')).body
    const halfAnHour = { state: 'done', seconds: expect.closeTo(1_800, -2) }
    expect(calls).toMatchObject([halfAnHour, halfAnHour])
    expect((await ring(line)).welcome).toMatchObject({ kind: 'stranger', say: expect.stringContaining('used up') })
    await learner.comeBack()
    const page = (await learner.get('/api/phone/calls?limit=1')).body
    expect(page.calls).toHaveLength(1)
    expect((await learner.get(`/api/phone/calls?limit=5&before=${page.next}`)).body).toMatchObject({ next: null })
  })

  test('a recording that was left is kept once, also when the carrier fails at first', async () => {
    const { learner, line } = await linked()
    const [url, lost] = [`https://carrier.example.org/${line}`, `https://carrier.example.org/lost/${line}`]
    // The call itself never reached us: the number says whose it is.
    for (let times = 0; times < 2; times++) await house.callers.recorded('CAdown', { url, seconds: 2, from: line })
    // What is nobody's does not stay at the carrier.
    const nobodys = `https://carrier.example.org/nobody/${line}`
    phone.recordings.set(nobodys, voiceFile)
    await house.callers.recorded('CAdown', { url: nobodys, seconds: 2, from: '+15559999999' })
    // The carrier tells of it before it has it, and then fails.
    await house.settle()
    phone.recordings.set(url, voiceFile)
    phone.failNext(1)
    for (let tries = 0; tries < 3; tries++) {
      house.pass(MINUTE)
      await house.settle()
    }
    await house.callers.recorded('CAdown', { url, seconds: 2, from: line })
    await house.callers.recorded('CAdown', { url: lost, seconds: 2, from: line })
    await house.settle()
    house.pass(61 * MINUTE)
    await house.settle()
    await learner.comeBack()
    const { history } = await learner.history('twilio_CAdown')
    expect(history).toMatchObject([{ user_text: 'Glaciers carry stones.', agent_text: null }])
    expect([phone.recordings.has(url), phone.recordings.has(nobodys)]).toEqual([false, false])
    const rows = await house.db
      .selectFrom('call_recordings')
      .select(['state', 'url'])
      .where('user_id', '=', learner.id)
      .orderBy('id')
      .execute()
    expect(rows).toEqual([
      { state: 'kept', url: '' },
      { state: 'lost', url: '' },
    ])
  })

  test('whoever wishes it is called for what is due, is rung no more than three times, and ends it by one key', async () => {
    const { learner, line, id } = await linked()
    const zone = 'Europe/Berlin'
    await learner.call('PATCH', '/api/user/me', { timezone: zone })
    const time = (ms: number) => {
      const { minute } = localMoment(new Date(house.now().getTime() + ms), zone)
      return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
    }
    const days = [1, 2, 3, 4, 5, 6, 7]
    const wish = {
      on: true,
      number_id: id,
      days,
      at: time(0),
      quiet_from: time(-3 * 60 * MINUTE),
      quiet_to: time(-60 * MINUTE),
    }
    const change = (changes: object) => learner.call('PATCH', '/api/phone/call-back', changes)
    expect((await change(wish)).body.code).toBe('pin-missing')
    await setPin(learner)
    expect((await change({ ...wish, at: time(-2 * 60 * MINUTE) })).status).toBe(422)
    expect((await change(wish)).body).toMatchObject({ on: true, number_id: id })
    const before = phone.placed.length
    const look = async () => {
      house.pass(16 * MINUTE)
      await house.settle()
      return phone.placed.length - before
    }
    expect(await look()).toBe(0)
    await change({ at: time(0) })
    await learner.call('POST', '/api/reviews/items', {
      ...{ concept: 'Ice', prompts: [{ kind: 'recall', text: 'What does ice do?' }], points: [{ text: 'it floats' }] },
    })
    expect(await look()).toBe(1)
    const out = (answeredBy: 'human' | 'machine'): IncomingCall => ({
      ...{ callSid: phone.last(), from: phone.carrier.number, to: line, direction: 'out', attestation: null },
      ...{ way: 'gather', answeredBy },
    })
    await house.callers.ended(phone.last(), { status: 'no-answer', seconds: 0 })
    expect(await look()).toBe(2)
    expect((await house.callers.begin(out('machine'))).kind).toBe('stranger')
    await house.callers.ended(phone.last(), { status: 'completed', seconds: 5 })
    expect(await look()).toBe(3)
    expect(await house.callers.begin(out('human'))).toMatchObject({ kind: 'learner', trusted: false, next: 'digits' })
    expect(await house.callers.keyed(phone.last(), PIN)).toMatchObject({ kind: 'turn', text: 'Review' })
    expect(await house.callers.keyed(phone.last(), '9')).toMatchObject({ next: 'hang-up' })
    await house.callers.ended(phone.last(), { status: 'completed', seconds: 50 })
    expect(await look()).toBe(3)
    expect((await learner.get('/api/phone')).body).toMatchObject({
      call_back: { on: false },
      call_back_consented_at: null,
    })
  })

  test('an account that is erased leaves no number and takes no call', async () => {
    const { learner, line, id } = await linked({ pin: true })
    await (await ring(line)).end()
    // The key everything is sealed with may change meanwhile.
    for await (const _ of house.keys.rotate({ unreadable: 'keep' }));
    expect(await house.keys.waiting()).toEqual([])
    expect(await house.callers.numbers.toCall(learner.id, id)).toBe(line)
    await house.callers.erase(learner.id)
    expect((await ring(line)).welcome.kind).toBe('stranger')
    expect((await learner.get('/api/phone')).body).toMatchObject({ numbers: [], pin_set_at: null })
    expect((await learner.get('/api/phone/calls')).body.calls).toEqual([])
  })
})
