import { describe, expect, onTestFinished, test } from 'vitest'
import { startAnthropicServer } from '../conformance/anthropic-server.ts'
import { failureFrom, SECRET_KEY } from '../conformance/failures.ts'
import { answersLikeAnLlm, aRequest, collect, type LlmScene, TOOL_CALL } from '../conformance/llm.ts'
import { startServer } from '../conformance/local-server.ts'
import { createAnthropic, DEFAULT_CLAUDE } from './anthropic.ts'

const VENDOR = 'https://api.anthropic.com'

describe('anthropic', () => {
  answersLikeAnLlm(async (scene) => {
    const server = await startAnthropicServer(scene)
    const llm = createAnthropic({ key: SECRET_KEY, fetch: server.insteadOf(VENDOR) })
    return { ...server, llm, asked: () => server.requests.length }
  })

  async function asking(scene: LlmScene = 'plain') {
    const server = await startAnthropicServer(scene)
    onTestFinished(() => server.close())
    return { server, llm: createAnthropic({ key: SECRET_KEY, fetch: server.insteadOf(VENDOR) }) }
  }

  test('what never changes is kept in the vendor’s cache, and a companion’s words are the assistant’s', async () => {
    const { server, llm } = await asking()
    const tools = ['find_note', 'set_goal'].map((name) => ({ name, description: name, parameters: { type: 'object' } }))
    await collect(llm.stream(aRequest({ tools }), { signal: AbortSignal.timeout(5_000) }))
    const [request] = server.requests
    expect(request?.headers.authorization).toBe(`Bearer ${SECRET_KEY}`)
    const cache_control = { type: 'ephemeral' }
    expect(JSON.parse(String(request?.body))).toMatchObject({
      model: DEFAULT_CLAUDE,
      thinking: { type: 'disabled' },
      system: [
        { type: 'text', text: 'You are a curious companion.', cache_control },
        { type: 'text', text: 'It is morning.' },
      ],
      tools: [{ name: 'find_note' }, { name: 'set_goal', cache_control }],
      messages: [
        { role: 'user', content: 'Hello.' },
        { role: 'assistant', content: 'Hello, Ana.' },
        { role: 'user', content: 'Good morning!' },
      ],
    })
  })

  test('a field that the model refuses is left out, and not sent again', async () => {
    const answers = await startAnthropicServer('plain')
    const server = await startServer(async (request, response) => {
      const body = JSON.parse(request.body.toString())
      const refused = ['temperature', 'thinking'].find((field) => field in body)
      if (!refused)
        return void (await fetch(answers.url, { method: 'POST', body: '{}' }).then(async (plain) =>
          response.end(await plain.text()),
        ))
      const message = `\`${refused}\` is not supported by this model.`
      response.writeHead(400, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ type: 'error', error: { type: 'invalid_request_error', message } }))
    })
    onTestFinished(async () => void (await Promise.all([server.close(), answers.close()])))
    const llm = createAnthropic({ key: SECRET_KEY, baseUrl: server.url })
    for (let turn = 0; turn < 2; turn++) {
      const parts = await collect(llm.stream(aRequest({ temperature: 0.4 }), { signal: AbortSignal.timeout(5_000) }))
      expect(parts.at(-1)).toMatchObject({ type: 'end', reason: 'complete' })
    }
    expect(server.requests).toHaveLength(4)
  })

  test('calls and what came of them are blocks; the last time the tools are only declared', async () => {
    const { server, llm } = await asking()
    const tools = [{ name: 'find_note', description: 'Finds a note.', parameters: { type: 'object' } }]
    const { messages } = aRequest()
    const results = [{ id: 'call_1', name: 'find_note', text: 'It failed.', failed: true }]
    const told = [
      ...messages,
      { role: 'companion' as const, text: ' \n', calls: [{ ...TOOL_CALL, input: '{"topic": tides' }] },
      { role: 'learner' as const, text: '', results },
    ]
    const asked = aRequest({ tools, messages: told, toolsOver: true })
    await collect(llm.stream(asked, { signal: AbortSignal.timeout(5_000) }))
    const body = JSON.parse(String(server.requests[0]?.body))
    expect(body).toMatchObject({ tools: [{ name: 'find_note' }], tool_choice: { type: 'none' } })
    expect(body.messages.slice(-2)).toEqual([
      {
        role: 'assistant',
        content: [{ type: 'tool_use', id: 'call_1', name: 'find_note', input: { input: '{"topic": tides' } }],
      },
      {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: 'call_1', content: 'It failed.', is_error: true }],
      },
    ])
    expect(server.faults()).toEqual([])
  })

  test('an error in the middle of the stream is the error it names', async () => {
    const server = await startServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.end(
        'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n',
      )
    })
    onTestFinished(() => server.close())
    const llm = createAnthropic({ key: SECRET_KEY, baseUrl: server.url })
    const error = await failureFrom(collect(llm.stream(aRequest(), { signal: AbortSignal.timeout(5_000) })))
    expect(error).toMatchObject({ kind: 'rate-limited', detail: 'it is overloaded' })
  })

  test('a probe asks for the model by name and costs no word', async () => {
    const { server, llm } = await asking()
    await llm.probe?.({ signal: AbortSignal.timeout(5_000) })
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([`GET /v1/models/${DEFAULT_CLAUDE}`])
  })

  test('a probe says what is wrong', async () => {
    const { llm } = await asking('bad-key')
    const error = await failureFrom(Promise.resolve(llm.probe?.({ signal: AbortSignal.timeout(5_000) })))
    expect(error.detail).toBe('the key was not accepted')
  })
})
