import { expect, test, vi } from 'vitest'
import { createHandClock } from '../src/providers/conformance/hand-clock.ts'
import { down, freePort, inHouses } from './house.ts'
import { createPhone, HOME, signed, TOKEN } from './telephony/phone.ts'
import { openPhoneHouse } from './telephony/phone-house.ts'

vi.setConfig({ testTimeout: 60_000 })
const eventually = <T>(look: () => T | Promise<T>) => vi.waitFor(look, { timeout: 15_000, interval: 5 })
const ANSWER = 'The moon pulls, and the sun pulls too, and so it goes.'

inHouses('a call turn by turn', (open) => {
  test('has twenty turns, and everything that was said is remembered', async () => {
    const { phone, house, history, asked, close } = await openPhoneHouse(open)
    house.script(({ facts }) => ({ words: [`To ${facts.text}: `, ANSWER] }))
    const call = await phone.call('CA20')
    expect(call.latest()).toBe('Hello Ana.')
    expect(call.gather().attributes).toMatchObject({ input: 'speech dtmf', speechTimeout: 'auto', language: 'en-US' })
    expect(call.gather().attributes.action).toContain('/twilio/process-speech?session_id=twilio_CA20')
    for (let n = 1; n <= 20; n++) {
      // Speaking into an answer makes no difference: the carrier does not say how much of it was heard.
      await call.say(`Question ${n}`)
      expect(call.latest()).toBe(`To Question ${n}: ${ANSWER}`)
    }
    expect(await history('twilio_CA20')).toEqual(
      Array.from({ length: 20 }, (_, n) => [`Question ${n + 1}`, `To Question ${n + 1}: ${ANSWER}`]),
    )
    await call.say('Goodbye')
    expect(call.hungUp()).toBe(true)
    await call.over()
    expect(asked.at(-1)).toBe('ended completed 61')
    await close()
  })

  test('asks again for what is no word, lets go of silence, and repeats itself when it is asked twice', async () => {
    const { phone, house, asked, history, close } = await openPhoneHouse(open)
    house.script(() => ({ words: [ANSWER] }))
    const call = await phone.call('CA3')
    await call.say('mumble', '0.31')
    expect(call.latest()).toBe('I did not catch that. Please say it again.')
    await call.say('mumble', 'NaN')
    await call.say('tides', '')
    expect(call.latest()).toBe(ANSWER)
    const action = call.gather().attributes.action ?? ''
    const said = { ...call.fields, SpeechResult: 'And the sun?', Confidence: '0.9' }
    const [first, again, later] = [
      await phone.hook(action, said),
      await phone.hook(action, said),
      await phone.hook(action, said),
    ]
    expect([again, later]).toEqual([first, first])
    await call.follow(first.text)
    expect((await history('twilio_CA3')).map(([said]) => said)).toEqual(['tides', 'And the sun?'])
    for (let n = 0; n < 3; n++) await call.silent()
    expect(call.hungUp()).toBe(true)
    expect(asked.filter((one) => one.startsWith('silent'))).toEqual(['silent 1', 'silent 2', 'silent 3'])
    await close()
  })

  test('says that it thinks when an answer takes long, and comes back for it', async () => {
    const clock = createHandClock()
    const { phone, house, history, close } = await openPhoneHouse(open, { clock })
    house.script(() => ({ words: [ANSWER], firstAfterMs: 60_000 }))
    const call = await phone.call('CA12')
    const asking = call.say('Why?')
    await eventually(() => expect(clock.pending).toBe(1))
    await clock.advance(5_000)
    await eventually(() => expect(call.latest()).toBe('Let me think about that for a moment.'))
    await house.clock.advance(60_000)
    await asking
    expect(call.latest()).toBe(ANSWER)
    expect(await history('twilio_CA12')).toEqual([['Why?', ANSWER]])
    await close()
  })

  test('is answered with a sentence whatever is missing, absurd or broken', async () => {
    let broken = false
    const clock = createHandClock()
    const { phone, house, history, recordings, lines, close } = await openPhoneHouse(open, {
      clock,
      broken: () => broken,
    })
    const call = await phone.call('CA4')
    const action = call.gather().attributes.action ?? ''
    const { CallSid } = call.fields
    const odd: Record<string, string>[] = [
      {},
      { CallSid: 'x'.repeat(500) },
      { CallSid },
      { CallSid, SpeechResult: '\u0000\ud800<b>&', Confidence: '1e999' },
      { CallSid, SpeechResult: 'x'.repeat(40_000), Confidence: '-1' },
      { CallSid, Digits: '9'.repeat(5_000) },
    ]
    for (const fields of odd)
      for (const target of [
        action,
        `${HOME}/twilio/process-speech?n=-1&silent=1e9&locale=%00`,
        `${HOME}/twilio/status`,
      ]) {
        const answer = await phone.hook(target, fields)
        expect([answer.status, answer.type]).toEqual([200, 'text/xml; charset=utf-8'])
      }
    house.script(down)
    await call.say('Remember the tides')
    expect(call.latest()).toBe('I cannot answer just now. What you said is kept, and will be answered later.')
    expect(await history('twilio_CA4')).toContainEqual(['Remember the tides', null])
    broken = true
    const message = await phone.call('CA5')
    expect(message.record().attributes).toMatchObject({ maxLength: '60' })
    const recording = { RecordingUrl: 'https://api.twilio.com/r/RE1', RecordingDuration: '12' }
    await message.send(message.record().attributes.action ?? '', recording)
    expect([message.hungUp(), recordings]).toEqual([true, []])
    broken = false
    await clock.advance(15_000)
    expect(recordings).toEqual([{ url: recording.RecordingUrl, seconds: 12, from: '+15550100001' }])
    expect(lines.join()).not.toContain('5550100001')
    await close()
  })

  test('costs nothing when a stranger calls, and is no call when there is no place', async () => {
    const { phone, house, asked, close } = await openPhoneHouse(open, {
      maxCalls: 1,
      welcome: ({ from }) =>
        from === '+15550100009' ? { kind: 'stranger', say: 'This number is not known here.', locale: 'en' } : {},
    })
    for (const sid of ['CA6', 'CA7', 'CA8']) {
      const call = await phone.call(sid, { from: '+15550100009' })
      expect([call.said, call.hungUp()]).toEqual([['This number is not known here.'], true])
    }
    expect(house.requests).toEqual([])
    expect(asked.some((one) => one.startsWith('said'))).toBe(false)
    await phone.call('CA9')
    expect((await phone.call('CA10')).hungUp()).toBe(true)
    await close()
  })

  test('is heard from the carrier only', async () => {
    const { phone, lines, asked, close } = await openPhoneHouse(open)
    const fields = { CallSid: 'CA11', From: '+15550100001', To: '+15550100002' }
    const tamperings = [
      { signature: null },
      { signature: '' },
      { signature: signed(`${HOME}/twilio/voice`) },
      { body: (body: string) => body.replace('0001', '0002') },
      { body: (body: string) => `${body}&Digits=1` },
    ]
    for (const door of ['voice', 'process-speech', 'recording', 'status'])
      for (const tampering of tamperings) {
        const { status, text } = await phone.hook(`/twilio/${door}`, fields, tampering)
        expect([status, text.includes('"forbidden"')]).toEqual([403, true])
      }
    for (const way of ['relay', 'media']) {
      await expect(
        phone.open(`wss://voice.example.org/twilio/${way}`, signed('wss://voice.example.org/twilio/x')),
      ).rejects.toThrow('403')
      await expect(
        phone.open(`wss://voice.example.org/twilio/${way}?a=1`, signed(`wss://voice.example.org/twilio/${way}`)),
      ).rejects.toThrow('403')
    }
    expect(asked).toEqual([])
    expect(lines.join()).toContain('not signed')
    expect(lines.join()).not.toContain('5550100')
    await close()
  })
})

inHouses('a call as text over a socket', (open) => {
  test('has twenty turns with two interruptions, and remembers what was heard', async () => {
    const { phone, house, history, asked, close } = await openPhoneHouse(open, { mode: 'relay' })
    house.script(({ facts }) => ({ words: [`To ${facts.text}: `, ANSWER] }))
    const call = await phone.call('CA30', { StirVerstat: 'TN-Validation-Passed-A' })
    const far = await call.relay()
    expect(far.attributes).toMatchObject({ welcomeGreeting: 'Hello Ana.', interruptible: 'any', dtmfDetection: 'true' })
    const heard: [string, string][] = []
    for (let n = 1; n <= 20; n++) {
      far.prompt(`Question ${n}`)
      await eventually(() => expect(far.utterances[n - 1]).toMatchObject({ whole: true }))
      const whole = `To Question ${n}: ${ANSWER}`
      expect(far.utterances[n - 1]?.text).toBe(whole)
      const isCut = n === 7 || n === 14
      heard.push([`Question ${n}`, isCut ? far.interrupt(5) : whole])
    }
    far.press('5')
    await eventually(() => expect(asked).toContain('keyed 5'))
    await eventually(() => expect(far.utterances.at(-1)?.text).toBe('Thank you.'))
    far.prompt('Goodbye')
    await eventually(() => expect(far.utterances.map(({ text }) => text)).toContain(`To Goodbye: ${ANSWER}`))
    far.socket.close()
    await far.closed
    await eventually(async () => expect((await history('twilio_CA30')).slice(0, 19)).toEqual(heard.slice(1)))
    expect([far.wrong, asked.filter((one) => one.startsWith('begin'))]).toEqual([[], ['begin in A', 'begin in A']])
    await close()
  })

  test('and a browser are one conversation, one after the other and at once', async () => {
    const { phone, house, ana, history, close } = await openPhoneHouse(open, { mode: 'relay' })
    house.script(({ facts }) => ({ words: [`You said: ${facts.text}`] }))
    const session = 'twilio_CA31'
    const far = await (await phone.call('CA31')).relay()
    far.prompt('One, by telephone')
    await eventually(() => expect(far.utterances).toHaveLength(1))
    far.prompt('Two, by telephone')
    await eventually(() => expect(far.utterances[1]).toMatchObject({ whole: true }))
    await ana.say('Three, typed', { session })
    far.prompt('Four, by telephone')
    await Promise.all([
      eventually(() => expect(far.utterances[2]).toMatchObject({ whole: true })),
      ana.say('Five, typed', { session }),
      ana.say('Six, typed', { session }),
    ])
    far.prompt('Seven, by telephone')
    await eventually(() => expect(far.utterances[3]).toMatchObject({ whole: true }))
    const said = (await history(session)).map(([user]) => user)
    expect(said.slice(0, 3)).toEqual(['One, by telephone', 'Two, by telephone', 'Three, typed'])
    expect(said.slice(3, 6).toSorted()).toEqual(['Five, typed', 'Four, by telephone', 'Six, typed'])
    expect(said[6]).toBe('Seven, by telephone')
    expect((await history(session)).slice(0, 3).map(([, agent]) => agent)).toEqual(
      said.slice(0, 3).map((text) => `You said: ${text}`),
    )
    await close()
  })

  test('begins when the keys have said who it is', async () => {
    const { phone, house, asked, close } = await openPhoneHouse(open, {
      mode: 'relay',
      welcome: () => ({ next: 'digits', say: 'Your PIN, please.' }),
    })
    house.script(() => ({ words: [ANSWER] }))
    const call = await phone.call('CA33')
    expect(call.gather().attributes).toMatchObject({ input: 'dtmf', finishOnKey: '#' })
    await call.press('739184')
    expect([call.latest(), asked.at(-2)]).toEqual(['Thank you.', 'keyed 739184'])
    const far = await call.relay()
    expect(far.attributes.welcomeGreeting).toBeUndefined()
    far.prompt('What are tides?')
    await eventually(() => expect(far.utterances[0]).toMatchObject({ text: ANSWER, whole: true }))
    await close()
  })

  test('takes no second socket without its ticket, goes on turn by turn when the socket is lost, and ends when it is told to', async () => {
    const { phone, telephony, asked, close } = await openPhoneHouse(open, {
      mode: 'relay',
      said: (text) => (text === 'hang up' ? { kind: 'say', text: 'Bye.', next: 'hang-up' } : null),
    })
    const call = await phone.call('CA32')
    const far = await call.relay()
    const stranger = await phone.open(`${HOME.replace('http', 'ws')}/twilio/relay`)
    const gone = new Promise<void>((resolve) => stranger.once('close', () => resolve()))
    stranger.send(JSON.stringify({ type: 'setup', callSid: 'CA32', customParameters: { ticket: 'a.b' } }))
    await gone
    for (const odd of ['{', '{"type":"new-kind"}', '[]', JSON.stringify({ type: 'prompt' }), 'x'.repeat(200_000)])
      far.socket.send(odd)
    far.prompt('hang up')
    await eventually(() => expect(far.utterances.at(-1)?.text).toBe('Bye.'))
    far.prompt('hang up')
    await eventually(() => expect(asked.filter((one) => one === 'said hang up')).toHaveLength(2))
    await call.send(far.action, { SessionStatus: 'failed', ErrorCode: '64102' })
    expect(call.latest()).toBe('We were cut off for a moment. Please go on.')
    await call.say('go on')
    expect(call.gather().name).toBe('Gather')
    await telephony.close(1_000)
    await far.closed
    await close()
  })
})

inHouses('a house with a telephone', (open) => {
  test('takes the call of a number that is linked, by that very call, and the browser goes on with it', async () => {
    const PORT = await freePort()
    const house = await open({
      env: {
        ...{ PORT, PUBLIC_URL: HOME, PHONE_MODE: 'gather', TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: TOKEN },
        ...{ TWILIO_PHONE_NUMBER: '+15550100002' },
      },
    })
    house.script(({ facts }) => ({ words: [`To ${facts.text}: `, ANSWER] }))
    const ana = await house.learner({ name: 'Ana' })
    const phone = createPhone(house.url)
    const vouched = { from: '+15550100001', StirVerstat: 'TN-Validation-Passed-A' }
    const stranger = await phone.call('CA40', vouched)
    expect([stranger.hungUp(), house.requests]).toEqual([true, []])

    const { body } = await ana.call('POST', '/api/phone/numbers', { number: '+15550100001', way: 'call-us' })
    const linking = await phone.call('CA41', vouched)
    await linking.press(body.code)
    expect(linking.hungUp()).toBe(true)

    const call = await phone.call('CA42', vouched)
    await call.say('What are tides?')
    expect(call.latest()).toBe(`To What are tides?: ${ANSWER}`)
    expect((await phone.hook('/twilio/voice', call.fields, { signature: null })).status).toBe(403)
    await call.over()
    const { sessions } = (await ana.get('/api/conversation/sessions')).body
    const [{ session_id: session }] = sessions
    await ana.say('And springs?', { session })
    expect((await ana.history(session)).history.map(({ user_text }) => user_text)).toEqual([
      'What are tides?',
      'And springs?',
    ])
  })

  test('has no door for calls unless it is set up', async () => {
    const ana = await (await open()).learner()
    for (const door of ['voice', 'process-speech', 'recording', 'status'])
      expect((await ana.call('POST', `/twilio/${door}`, {})).status).toBe(404)
    expect((await ana.get('/twilio/relay')).status).toBe(404)
  })
})
