import fc from 'fast-check'
import { expect, onTestFinished, test, vi } from 'vitest'
import { aPage, createScriptedTools, type ScriptedTool } from '../src/conversation/testing/scripted-tools.ts'
import { startAnthropicServer } from '../src/providers/conformance/anthropic-server.ts'
import { SECRET_KEY } from '../src/providers/conformance/failures.ts'
import { createHandClock } from '../src/providers/conformance/hand-clock.ts'
import { REPLY_WORDS, TOOL_CALLS } from '../src/providers/conformance/llm.ts'
import { startOpenAiServer } from '../src/providers/conformance/openai-server.ts'
import { faultsAnywhere } from '../src/providers/conformance/vendor-requests.ts'
import { createAnthropic } from '../src/providers/llm/anthropic.ts'
import type { LlmRequest } from '../src/providers/llm/llm.ts'
import { createOpenAi } from '../src/providers/llm/openai.ts'
import { createScriptedStt, createScriptedTts, type ScriptedReply } from '../src/providers/scripted.ts'
import { inHouses } from './house.ts'
import { goLive } from './live-client.ts'
import { connect } from './socket-client.ts'
import { times } from './thorough.ts'

vi.setConfig({ testTimeout: 60_000 })

const ASKED = 'How often is high water?'
const PAGE = aPage('High water comes twice a day, because the moon pulls the sea.')
const never: ScriptedTool = { afterMs: 3_600_000, ignoresAbort: true }

const search = (query = 'tides') => ({ id: 'call_1', name: 'search', input: { query } })
/** Looks something up, and says what came of it. */
const lookingUp = ({ messages }: LlmRequest): ScriptedReply =>
  messages.at(-1)?.results
    ? { words: ['High water comes twice', ' a day [w1].'] }
    : { words: ['Let me look.'], toolCalls: [search(messages.at(-1)?.text)] }

inHouses('a model that may look things up', (open) => {
  test('does so in the turn; it shows, and what was done and found is kept beside the reply', async () => {
    const tools = createScriptedTools({ search: () => ({ sources: [PAGE], detail: 'arXiv did not answer.' }) })
    const house = await open({ tools })
    house.script(lookingUp)
    const [ana, ben] = [await house.learner(), await house.learner()]
    const stream = await ana.stream(ASKED)
    const events = await stream.rest()
    const shown = events.map((event) => (event.type === 'tool' ? `${event.name} ${event.running}` : event.type))
    expect(shown.filter((one, at) => one !== shown[at - 1])).toEqual([
      ...['turn-start', 'reply-delta', 'search true', 'search false', 'reply-delta', 'reply-end'],
    ])
    const used = { name: 'search', state: 'done', ms: 0, detail: 'arXiv did not answer.' }
    const source = {
      kind: 'web',
      url: PAGE.url,
      found_by: 'wikipedia',
      title: 'Tides',
      exchange_id: null,
      source_id: null,
      number: 1,
    }
    expect(events.at(-1)).toMatchObject({ tools: [used], sources: [source] })
    const [kept] = (await ana.history()).history
    expect(kept?.agent_text).toBe('Let me look. High water comes twice a day [1].')
    expect(kept?.metadata).toMatchObject({ state: 'answered', tools: [used], sources: [source], marks: [] })
    expect((await ana.say('Thank you.')).body.tools).toHaveLength(1)
    expect(house.requests.flatMap(faultsAnywhere)).toEqual([])
    expect(JSON.stringify((await ben.history()).history)).toBe('[]')
  })

  test('numbers its sources behind what they hold, which is neither looked up by nor shown to the model again', async () => {
    const other = aPage('Spring tides are highest at new moon.', { url: 'https://sea.example/', title: 'Spring tides' })
    const unused = aPage('Herrings swim in schools.', { url: 'https://fish.example/', title: 'Herrings' })
    const tools = createScriptedTools({
      search: (_, run) => ({ sources: run === 0 ? [PAGE, unused] : [other] }),
    })
    const house = await open({ tools })
    const words = [
      'High water comes twice a day [w1]. ',
      'Spring tides are highest at new moon [w3]. Whales sing at night [w2].',
    ]
    house.script((request) => {
      const asked = request.messages.filter(({ results }) => results).length
      const calls = [search('first'), { ...search('second'), id: 'call_2' }]
      return asked < 2
        ? { words: words.slice(0, asked), toolCalls: calls.slice(asked, asked + 1) }
        : { words: words.slice(1) }
    })
    const ana = await house.learner()
    const { body } = await ana.say(ASKED)
    expect(body.agent_text).toMatch(
      /^High water comes twice a day \[1\]\. Spring tides are highest at new moon \[2\]\./,
    )
    expect(body.agent_text).not.toContain('Whales')
    expect(body.marks).toEqual(['ungrounded'])
    expect(body.sources?.map(({ url, number, text }) => [url, number, text])).toEqual([
      [PAGE.url, 1, PAGE.text],
      [other.url, 2, other.text],
    ])
    const found = async (query: string) => (await ana.search(query)).results.map(({ id }) => id)
    expect(await found('"twice a day spring tides"')).toEqual([body.exchange_id])
    house.script(() => ({ words: ['Yes.'] }))
    await ana.say('Thank you.')
    expect(house.requests.at(-1)?.messages[1]?.text).toMatch(/^High water comes twice a day\. Spring tides/)
    await ana.call('DELETE', `/api/conversation/exchanges/${body.exchange_id}`)
    expect(await found('"twice a day spring tides"')).toEqual([])
  })

  test.each(['anthropic', 'openai'] as const)('calls two things at once in the protocol of %s', async (vendor) => {
    const server = await (vendor === 'openai' ? startOpenAiServer('tools') : startAnthropicServer('tools'))
    onTestFinished(() => server.close())
    const llm = (vendor === 'openai' ? createOpenAi : createAnthropic)({ key: SECRET_KEY, baseUrl: server.url })
    const [called] = TOOL_CALLS
    const tools = createScriptedTools({ [called?.name ?? '']: (_, run) => ({ state: run === 0 ? 'done' : 'failed' }) })
    const house = await open({ tools, llm })
    const { body } = await (await house.learner()).say('Good morning!')
    expect(body.agent_text).toBe(REPLY_WORDS.join(''))
    expect(body.tools?.map(({ state }) => state)).toEqual(['done', 'failed'])
    expect(tools.runs.map(({ input }) => input)).toEqual(TOOL_CALLS.map(({ input }) => input))
    expect([server.faults(), server.requests.length]).toEqual([[], 2])
  })

  test('is stopped at any moment, turn after turn, and the conversation stays whole', async () => {
    const clock = createHandClock()
    const slow = createScriptedTools({ search: () => ({ sources: [PAGE], afterMs: 500 }) }, { clock })
    const house = await open({ tools: slow })
    const ana = await house.learner()
    const whole = (request: LlmRequest) => lookingUp(request)
    const hanging = (request: LlmRequest) => ({
      ...lookingUp(request),
      hang: request.messages.at(-1)?.results !== undefined,
    })
    const refusing = (request: LlmRequest) => ({ ...lookingUp(request), toolCalls: [{ id: '', name: 'rm', input: 7 }] })
    // How the model is, and at which event the learner stops it.
    const ways = fc.record({
      script: fc.constantFrom(whole, hanging, refusing),
      stopAt: fc.constantFrom('turn-start', 'reply-delta', 'tool true', 'tool false', 'never'),
    })
    for (const { script, stopAt } of fc.sample(ways, { numRuns: times(120, 24), seed: 7 })) {
      house.script(script)
      const stream = await ana.stream(ASKED)
      let id = ''
      for (let event = await stream.next(); event; event = await stream.next()) {
        if (event.type === 'turn-start') id = event.exchange_id
        const now = event.type === 'tool' ? `tool ${event.running}` : event.type
        // A reply that hangs has to be stopped in the end.
        const stops = now === stopAt || (script === hanging && now === 'tool false')
        if (stops) await ana.call('POST', `/api/conversation/exchanges/${id}/stop`)
        else if (now === 'tool true') {
          await vi.waitFor(() => expect(slow.runs.at(-1)?.state === 'running' && clock.pending === 0).toBe(false))
          await clock.advance(500)
        }
      }
    }
    const { history } = await ana.history('test-session', '?limit=200')
    expect(new Set(history.map(({ metadata }) => metadata.state))).toEqual(new Set(['answered', 'interrupted']))
    const states = history.flatMap(({ metadata }) => metadata.tools.map(({ state }) => state))
    expect(new Set(states)).toEqual(new Set(['done', 'stopped']))
    expect(house.requests.flatMap(faultsAnywhere)).toEqual([])
    expect([slow.runs.some(({ name }) => name !== 'search'), clock.pending]).toEqual([false, 0])
  })

  test('is interrupted while a tool runs: what was said is kept, and the next turn goes on from there', async () => {
    const tools = createScriptedTools({ search: () => never }, { clock: createHandClock() })
    const house = await open({ tools })
    house.script(lookingUp)
    const ana = await house.learner()
    const stream = await ana.stream(ASKED)
    const start = await stream.next()
    if (start?.type !== 'turn-start') throw new Error('no turn was begun')
    for (let event = start as Awaited<ReturnType<typeof stream.next>>; event?.type !== 'tool'; )
      event = await stream.next()
    await ana.call('POST', `/api/conversation/exchanges/${start.exchange_id}/stop`)
    const rest = await stream.rest()
    expect(rest.slice(0, 1)).toEqual([{ type: 'tool', name: 'search', running: false }])
    expect(rest.at(-1)).toMatchObject({ type: 'reply-end', agent_text: 'Let me look.', tools: [{ state: 'stopped' }] })
    expect((await ana.history()).history[0]?.metadata).toMatchObject({
      state: 'interrupted',
      tools: [{ name: 'search' }],
    })

    house.script(() => ({ words: ['Never mind.'] }))
    expect((await ana.say('Leave it.')).body.agent_text).toBe('Never mind.')
    expect(house.requests.at(-1)?.messages.map(({ text }) => text)).toEqual([ASKED, 'Let me look.', 'Leave it.'])
    expect(house.requests.flatMap(faultsAnywhere)).toEqual([])
  })

  test('does not get what nobody offered, and it is said beside the reply', async () => {
    const tools = createScriptedTools({ search: () => ({}), forget: () => ({}) }, { offered: ['search'] })
    const house = await open({ tools })
    house.script(({ messages }) =>
      messages.at(-1)?.results
        ? { words: ['Well.'] }
        : { toolCalls: [{ id: 'a', name: 'forget', input: { all: true } }] },
    )
    const { body } = await (await house.learner()).say('Tell me about tides.')
    expect(body).toMatchObject({ agent_text: 'Well.', marks: ['withheld'] })
    expect(body.tools).toBeUndefined()
    expect(tools.runs).toEqual([])
  })

  test('thinks ahead without looking anything up, and does once the turn is real', async () => {
    const tools = createScriptedTools({ search: () => ({ sources: [PAGE] }) })
    const house = await open({ tools })
    house.script(lookingUp)
    const ana = await house.learner()
    const learner = await house.accounts.learner(ana.id)
    if (!learner) throw new Error('nobody')
    const what = { learner, sessionId: 'ahead', text: ASKED }
    const dropped = house.conversation.prepare(what)
    await vi.waitFor(() => expect(house.requests).toHaveLength(1))
    dropped.drop()
    await dropped.done
    expect([tools.runs.length, house.requests.length]).toEqual([0, 1])

    const prepared = house.conversation.prepare(what)
    await vi.waitFor(() => expect(house.requests).toHaveLength(2))
    expect(tools.runs).toEqual([])
    const events = []
    const turn = { ...what, mode: 'conversation' as const, prepared }
    for await (const event of house.conversation.takeTurn(turn)) events.push(event)
    expect(events.at(-1)).toMatchObject({ type: 'reply-end', tools: [{ name: 'search', state: 'done' }] })
    // It was begun once: what flowed already is what was said.
    expect(house.requests).toHaveLength(3)
    expect(tools.runs).toMatchObject([{ name: 'search' }])
  })

  test('shows it on sockets that stream, and in a live voice', async () => {
    const tools = createScriptedTools({ search: () => ({ sources: [PAGE] }) })
    const stt = createScriptedStt(() => ({ text: ASKED, confidence: 0.9 }))
    const tts = createScriptedTts()
    const house = await open({ tools, stt, tts })
    house.script(lookingUp)
    const ana = await house.learner()
    const socket = await connect(house.url, '/ws/typed', { headers: { authorization: `Bearer ${ana.token}` } })
    const toolsIn = (frames: Awaited<ReturnType<typeof socket.until>>) =>
      frames.filter((frame) => !Buffer.isBuffer(frame) && frame.type === 'tool')
    socket.send({ type: 'text', text: ASKED, stream: true })
    const both = [true, false].map((running) => ({ type: 'tool', name: 'search', running }))
    expect(toolsIn(await socket.until('response'))).toEqual(both)
    socket.send({ type: 'text', text: ASKED })
    expect(toolsIn(await socket.until('response'))).toEqual([])
    socket.close()

    const live = await goLive(house.url, ana)
    await live.next('voice-ready')
    live.speak(1_000)
    live.silence(2_000)
    await live.next('reply-end')
    expect(live.all('tool')).toEqual(both)
    expect(tts.spoken.map(({ text }) => text).join(' ')).toMatch(/Let me look\. +High water comes twice a day\.$/)
    live.close()
  })
})
