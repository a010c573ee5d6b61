import type { User } from '@lva/contracts/accounts'
import type { Memories } from '@lva/contracts/memories'
import type { Tools } from '@lva/contracts/tools'
import { expect, test, vi } from 'vitest'
import { inHouses, sayYes } from '../../test/house.ts'
import type { TestLearner } from '../../test/learner.ts'
import { goLive } from '../../test/live-client.ts'
import { createScriptedStt, createScriptedTts } from '../providers/scripted.ts'

const remembered = async (learner: TestLearner) =>
  (await learner.get<Memories>('/api/memories')).body.memories.map(({ text }) => text)
const settingsOf = async (learner: TestLearner) => (await learner.get<User>('/api/user/me')).body.settings
const toolsOf = async (learner: TestLearner) => (await learner.history()).history.at(-1)?.metadata.tools

inHouses('tools', (open) => {
  test('sums, dates and times are answered by rules, in the learner’s language, and no model is asked', async () => {
    const house = await open()
    const ana = await house.learner({ locale: 'en-GB' })
    const bernd = await house.learner({ locale: 'de-DE' })
    const answered = await ana.say('What is 17 % of 2,340?')
    expect(answered.body).toMatchObject({
      agent_text: '17 % of 2,340 is 397.8.',
      answered_by: { provider: 'tools', model: null },
      tools: [{ name: 'calculator', state: 'done' }],
    })
    expect(await toolsOf(ana)).toMatchObject([{ name: 'calculator', state: 'done', detail: null }])
    expect((await bernd.say('Was sind siebzehn Prozent von 2.340?')).body.agent_text).toBe(
      'Siebzehn Prozent von 2.340 ergibt 397,8.',
    )
    expect((await ana.say('what is 9**9**9?')).body.agent_text).toBe('That number is too big for me.')
    expect((await ana.say('what weekday was 3 May 1999?')).body.agent_text).toBe('3 May 1999 was a Monday.')
    expect((await ana.say('what time is it in Springfield?')).body.agent_text).toBe(
      'Which Springfield do you mean: Springfield, Illinois or Springfield, Massachusetts?',
    )
    expect(house.requests).toHaveLength(0)
    await ana.say('I got 17 percent of the questions wrong.')
    expect(house.requests).toHaveLength(1)
  })

  test('what is to be remembered is remembered at once, told, put into another zone, and forgotten', async () => {
    const house = await open()
    const ana = await house.learner({ locale: 'en-GB' })
    house.script(({ purpose }) => (purpose === 'memories' ? { words: ['nothing'] } : sayYes()))
    const said = await ana.say('Remember that my exam is on 3 May 2027 at 3 pm in Lisbon.')
    expect(said.body.agent_text).toBe('I will remember: “my exam is on 3 May 2027 at 3 pm in Lisbon”.')
    expect(await remembered(ana)).toEqual(['my exam is on 3 May 2027 at 3 pm in Lisbon'])
    const told = await ana.say('What do you know about my exam?')
    expect(told.body.agent_text).toBe('You told me: “my exam is on 3 May 2027 at 3 pm in Lisbon”.')
    expect(told.body.sources).toMatchObject([{ kind: 'memory', exchange_id: said.body.exchange_id }])
    expect((await ana.say('When is my exam in Tokyo time?')).body.agent_text).toBe(
      '15:00 in Lisbon is 23:00 in Tokyo, on Monday, 3 May 2027.',
    )
    await ana.say('Remember that my oral exam is on 9 June 2027.')
    expect((await ana.say('Forget that my exam is')).body.agent_text).toMatch(/^There are several: “my/)
    expect(await remembered(ana)).toHaveLength(2)
    const gone = await ana.say('Forget that my oral exam is on 9 June 2027.')
    expect(gone.body.agent_text).toMatch(/^I have forgotten “my oral exam is on 9 June 2027”/)
    // Neither turn teaches it again when the session is read.
    house.pass(31 * 60_000)
    await house.settle()
    house.pass(3 * 60_000)
    await house.settle()
    expect(await remembered(ana)).toEqual(['my exam is on 3 May 2027 at 3 pm in Lisbon'])
    expect(house.requests.filter(({ purpose }) => purpose === 'reply')).toHaveLength(0)
  })

  test('words that ask to have something forgotten teach nothing, known or not, answered once more or corrected', async () => {
    const house = await open()
    const ana = await house.learner({ locale: 'en-GB' })
    house.script(({ purpose }) =>
      purpose === 'memories'
        ? { words: [JSON.stringify({ memories: [{ turn: 1, quote: 'I am allergic to nuts', kind: 'fact' }] })] }
        : sayYes(),
    )
    const read = async () => {
      for (const ms of [31 * 60_000, 3 * 60_000]) {
        house.pass(ms)
        await house.settle()
      }
    }
    for (let n = 0; n < 4; n++)
      expect((await ana.say('Forget that I am allergic to nuts.')).body.agent_text).toMatch(/^I remember nothing like/)
    // Written down only, nobody carries it out; it teaches nothing all the same.
    await ana.say('Forget that I am allergic to nuts.', { mode: 'capture' })
    await ana.say('Remember that I live in Hamburg.')
    const gone = await ana.say('Forget that I live in Hamburg.')
    expect(gone.body.agent_text).toMatch(/^I have forgotten/)
    await read()
    expect(await remembered(ana)).toEqual([])
    const turn = `/api/conversation/exchanges/${gone.body.exchange_id}`
    await ana.call('PATCH', turn, { regenerate: true })
    await read()
    await ana.call('PATCH', turn, { user_text: 'Please forget that I live in Hamburg.' })
    await read()
    expect(await remembered(ana)).toEqual([])
    const asked = house.requests.filter(({ purpose }) => purpose === 'memories')
    expect(JSON.stringify(asked)).not.toContain('Forget that')
  })

  test('"forget about it for now" forgets nothing, and what nobody told it is a question like any other', async () => {
    const house = await open()
    const ana = await house.learner({ locale: 'en-GB' })
    await ana.say('Remember that my exam is on Friday.')
    await ana.say('Forget about my exam for now.')
    expect(await remembered(ana)).toEqual(['my exam is on Friday'])
    expect((await ana.say('What do you know about our solar system?')).body.agent_text).toBe('Tell me more.')
    // It is put to the model, which may still know nothing.
    expect((await ana.say('What do you know about my country Austria?')).body.tools).toBeUndefined()
    expect(house.requests.at(-1)?.messages.at(-1)?.text).toBe('What do you know about my country Austria?')
    expect((await ana.say('What do you know about my exam?')).body.agent_text).toMatch(/^You told me: “my exam/)
  })

  test('whoever wants nothing remembered is told so, and nothing is kept', async () => {
    const house = await open()
    const ana = await house.learner({ locale: 'en-GB' })
    await ana.call('PATCH', '/api/user/me', { settings: { memories: false } })
    expect((await ana.say('Remember that my exam is on Friday.')).body.agent_text).toMatch(/^You have switched off/)
    expect(await remembered(ana)).toEqual([])
  })

  test('settings change when the learner’s own words ask for it, and only then', async () => {
    const house = await open()
    const ana = await house.learner({ locale: 'en-GB' })
    const before = await settingsOf(ana)
    expect((await ana.say('Speak slower, please.')).body.agent_text).toBe('I speak more slowly from now on.')
    expect((await settingsOf(ana)).speech_rate).toBe(0.85)
    await ana.say('Switch to dark mode')
    await ana.say('Read your answers aloud')
    await ana.say('Be more patient')
    expect(await settingsOf(ana)).toMatchObject({ theme: 'dark', speak_replies: true, patience: 0.75 })
    expect((await ana.say('dark mode')).body.agent_text).toBe('That is so already.')
    // A model that says so, or calls for it, changes nothing.
    house.script((_, call) =>
      call === 0
        ? { toolCalls: [{ id: 'c1', name: 'settings', input: { theme: 'light' } }] }
        : { words: ['Switch to light mode. Speak at normal speed.'] },
    )
    await ana.say('My teacher said: switch to light mode.')
    expect(await settingsOf(ana)).toMatchObject({ theme: 'dark', speech_rate: 0.85 })
    expect(house.requests[0]?.tools?.map(({ name }) => name)).not.toContain('settings')
    expect(before.theme).toBe('system')
  })

  test('a setting is changed once, however often the reply to it is made anew; by other words it is another wish', async () => {
    const house = await open()
    const ana = await house.learner({ locale: 'en-GB' })
    const turn = `/api/conversation/exchanges/${(await ana.say('Speak slower.')).body.exchange_id}`
    for (const [change, rate] of [
      [{}, 0.85],
      [{ user_text: 'Speak slower.' }, 0.85],
      [{ user_text: 'Speak faster.' }, 1],
      [{}, 1],
    ] as const) {
      await ana.call('PATCH', turn, { ...change, regenerate: true })
      expect((await settingsOf(ana)).speech_rate).toBe(rate)
    }
    expect((await ana.history()).history.at(-1)?.agent_text).toBe('That is so already.')
  })

  test('a reply that was begun ahead of its turn changes nothing, and words that are corrected are remembered as they are then', async () => {
    const house = await open()
    const ana = await house.learner({ locale: 'en-GB' })
    const { id } = (await ana.get<User>('/api/user/me')).body
    const learner = await house.accounts.learner(id)
    if (!learner) throw new Error('nobody signed up')
    for (const text of ['Remember that my exam is on Friday.', 'Speak slower.']) {
      const begun = house.conversation.prepare({ learner, sessionId: 'test-session', text })
      await begun.done
      begun.drop()
    }
    expect([await remembered(ana), (await settingsOf(ana)).speech_rate]).toEqual([[], 1])
    const said = await ana.say('Remember that my exam is on Friday.')
    await ana.call('PATCH', `/api/conversation/exchanges/${said.body.exchange_id}`, {
      user_text: 'Remember that my exam is on Monday.',
      regenerate: true,
    })
    await house.settle()
    expect(await remembered(ana)).toEqual(['my exam is on Monday'])
  })

  test('in a live voice it is the same: what was said is remembered once, and the answer is spoken', async () => {
    const said = [
      'Remember that my exam is on Friday.',
      'What is seventeen percent of two thousand three hundred and forty?',
    ]
    const stt = createScriptedStt((_, call) => ({ text: said[Math.min(call, 1)] ?? '', confidence: 0.9 }))
    const tts = createScriptedTts()
    const house = await open({ stt, tts })
    const ana = await house.learner({ locale: 'en-GB' })
    const live = await goLive(house.url, ana)
    await live.next('voice-ready')
    for (const spoken of ['I will remember', '397.8']) {
      live.speak(1_000)
      live.silence(2_000)
      await vi.waitFor(() => expect(tts.spoken.map(({ text }) => text).join(' ')).toContain(spoken), {
        ...{ timeout: 15_000, interval: 50 },
      })
      await live.next('reply-end')
    }
    live.close()
    expect(await remembered(ana)).toEqual(['my exam is on Friday'])
    expect(house.requests).toHaveLength(0)
  })

  test('a tool that is switched off is used neither by rules nor by a model', async () => {
    const house = await open()
    const ana = await house.learner({ locale: 'en-GB' })
    const listed = async () => (await ana.get<Tools>('/api/tools')).body.tools
    expect((await listed()).find(({ name }) => name === 'calculator')).toMatchObject({
      effect: 'reads',
      reaches: 'house',
      permission: 'always',
    })
    await ana.call('PATCH', '/api/user/me', { settings: { tools_off: ['calculator', 'memory'] } })
    const said = (await ana.say('What is 17 % of 2,340?')).body
    expect([said.agent_text, said.tools ?? []]).toEqual([
      '“Sums and units” is switched off. You can switch it on again on the page “You”, under “What the companion may do”.',
      [],
    ])
    await ana.say('I have five apples.')
    await ana.say('Remember that my exam is on Friday.')
    expect(await remembered(ana)).toEqual([])
    expect(house.requests.flatMap(({ tools }) => tools?.map(({ name }) => name) ?? [])).not.toContain('calculator')
    expect((await listed()).find(({ name }) => name === 'memory')).toMatchObject({
      effect: 'changes',
      permission: 'never',
    })
  })

  test('a model that is offered tools computes with them in its turn', async () => {
    const house = await open()
    const ana = await house.learner({ locale: 'en-GB' })
    house.script((request) => {
      const result = request.messages.at(-1)?.results?.[0]
      return result
        ? { words: [`So: ${result.text}`] }
        : { toolCalls: [{ id: 'c1', name: 'calculator', input: { expression: '3 * 1.1' } }] }
    })
    const said = await ana.say('I bought three notebooks at one euro ten, so how much was that?')
    expect(said.body.agent_text).toContain('3.3')
    expect(said.body.tools).toMatchObject([{ name: 'calculator', state: 'done' }])
    expect(house.requests[0]?.tools?.map(({ name }) => name).sort()).toEqual(['calculator', 'memory', 'time'])
  })
})
