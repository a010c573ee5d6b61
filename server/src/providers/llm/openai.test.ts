import { describe, expect, onTestFinished, test } from 'vitest'
import { AGAIN_MS } from '../concessions.ts'
import { failureFrom, SECRET_KEY } from '../conformance/failures.ts'
import { answersLikeAnLlm, aRequest, collect, REPLY_WORDS, TOOL_CALL } from '../conformance/llm.ts'
import { startServer } from '../conformance/local-server.ts'
import { startOpenAiServer } from '../conformance/openai-server.ts'
import { createOpenAi, DEFAULT_GPT } from './openai.ts'

const VENDOR = 'https://api.openai.com/v1'
const tools = [{ name: 'find_note', description: 'Finds a note.', parameters: { type: 'object' } }]
const inTime = () => ({ signal: AbortSignal.timeout(5_000) })

describe('openai', () => {
  answersLikeAnLlm(async (scene) => {
    const server = await startOpenAiServer(scene)
    const llm = createOpenAi({ key: SECRET_KEY, fetch: server.insteadOf(VENDOR) })
    return { ...server, llm, asked: () => server.requests.length }
  })
})

describe('a compatible server without a key', () => {
  answersLikeAnLlm(async (scene) => {
    const server = await startOpenAiServer(scene)
    const llm = createOpenAi({ key: null, baseUrl: `${server.url}/v1`, model: 'llama3.2' })
    return { ...server, llm, asked: () => server.requests.length }
  })

  test('gets no key and no field that only the vendor knows', async () => {
    const server = await startOpenAiServer('plain')
    onTestFinished(() => server.close())
    const llm = createOpenAi({ key: null, baseUrl: `${server.url}/v1`, model: 'llama3.2' })
    await collect(llm.stream(aRequest(), inTime()))
    const [request] = server.requests
    expect(request?.path).toBe('/v1/chat/completions')
    expect(request?.headers.authorization).toBeUndefined()
    const body = JSON.parse(String(request?.body))
    expect(body).toMatchObject({ model: 'llama3.2', max_tokens: 200, stream_options: { include_usage: true } })
    expect(body).not.toHaveProperty('reasoning_effort')
    expect(body.messages.map(({ role }: { role: string }) => role)).toEqual(['system', 'user', 'assistant', 'user'])
  })

  test('that refuses stream_options is asked without them from then on, and its tokens are unknown', async () => {
    const server = await startOpenAiServer('plain', { refuses: ['stream_options'] })
    onTestFinished(() => server.close())
    const llm = createOpenAi({ key: null, baseUrl: server.url })
    for (let turn = 0; turn < 2; turn++) {
      const parts = await collect(llm.stream(aRequest(), inTime()))
      expect(parts.at(-1)).toEqual({ type: 'end', reason: 'complete', usage: {} })
    }
    expect(server.requests).toHaveLength(3)
  })

  test('that refused tools is asked with them again after an hour, and refuses nobody who asked at the same time', async () => {
    const server = await startOpenAiServer('plain', { refuses: ['tools'] })
    onTestFinished(() => server.close())
    let at = Date.parse('2026-11-28T09:00:00Z')
    const llm = createOpenAi({ key: null, baseUrl: server.url, now: () => new Date(at) })
    const offered = async () => {
      const before = server.requests.length
      const parts = await collect(llm.stream(aRequest({ tools }), inTime()))
      expect(parts.at(-1)).toMatchObject({ type: 'end', reason: 'complete' })
      return server.requests.slice(before).map(({ body }) => 'tools' in JSON.parse(String(body)))
    }
    await Promise.all([offered(), offered()])
    expect(await offered()).toEqual([false])
    at += AGAIN_MS
    expect(await offered()).toEqual([true, false])
    expect(await offered()).toEqual([false])
  })

  test.each([
    [400, 'registry.ollama.ai/library/gemma:2b does not support tools'],
    [400, '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set'],
    [404, 'No endpoints found that support tool use.'],
    [500, 'tools param requires --jinja flag'],
  ])('that knows no tools (%s: %s) is talked to without any from then on', async (status, message) => {
    const plain = await startOpenAiServer('plain')
    const server = await startServer(async (request, response) => {
      const body = request.body.toString()
      if ('tools' in JSON.parse(body))
        return void response.writeHead(status).end(JSON.stringify({ error: { message, type: 'x' } }))
      const answer = await fetch(`${plain.url}/v1/chat/completions`, { method: 'POST', body })
      response.writeHead(answer.status, { 'content-type': 'text/event-stream' }).end(await answer.text())
    })
    onTestFinished(async () => void (await Promise.all([server.close(), plain.close()])))
    const llm = createOpenAi({ key: null, baseUrl: server.url })
    const messages = [
      ...aRequest().messages,
      { role: 'companion' as const, text: '', calls: [TOOL_CALL] },
      {
        role: 'learner' as const,
        text: '',
        results: [{ id: TOOL_CALL.id, name: TOOL_CALL.name, text: 'Nine.', failed: false }],
      },
    ]
    for (const request of [aRequest({ tools }), aRequest({ tools, messages })]) {
      const parts = await collect(llm.stream(request, inTime()))
      expect(parts.at(-1)).toMatchObject({ type: 'end', reason: 'complete' })
    }
    expect(server.requests).toHaveLength(3)
    expect(plain.faults()).toEqual([])
    expect(JSON.parse(String(server.requests.at(-1)?.body)).messages.slice(-2)).toEqual([
      { role: 'assistant', content: '(find_note)' },
      { role: 'user', content: 'Nine.' },
    ])
  })

  test('that ends right after its reason, without usage or [DONE], has answered', async () => {
    const server = await startServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      const delta = { choices: [{ delta: { content: 'Good morning.' }, finish_reason: 'stop' }] }
      response.write(`data: ${JSON.stringify(delta)}\n\n`, () => response.destroy())
    })
    onTestFinished(() => server.close())
    const llm = createOpenAi({ key: null, baseUrl: server.url })
    const parts = await collect(llm.stream(aRequest(), inTime()))
    expect(parts.slice(1)).toEqual([
      { type: 'delta', text: 'Good morning.' },
      { type: 'end', reason: 'complete', usage: {} },
    ])
  })

  test('is probed with a single word', async () => {
    const server = await startOpenAiServer('plain')
    onTestFinished(() => server.close())
    await createOpenAi({ key: null, baseUrl: server.url }).probe?.(inTime())
    expect(JSON.parse(String(server.requests[0]?.body))).toMatchObject({ max_tokens: 1 })
  })

  test('that is not there is told from one that cannot be found', async () => {
    const server = await startOpenAiServer('plain')
    await server.close()
    const nobody = createOpenAi({ key: null, baseUrl: server.url })
    expect((await failureFrom(collect(nobody.stream(aRequest(), inTime())))).detail).toMatch(/^nothing listens at 127/)
    const lost = createOpenAi({ key: null, baseUrl: 'http://nowhere.invalid/v1' })
    expect((await failureFrom(collect(lost.stream(aRequest(), inTime())))).detail).toBe(
      'the host nowhere.invalid cannot be found: check how it is spelt',
    )
  })
})

describe('the vendor itself', () => {
  test.each([
    ['max_completion_tokens', { max_tokens: 200 }],
    ['reasoning_effort', { max_completion_tokens: 200 }],
    ['temperature', { max_completion_tokens: 200, reasoning_effort: 'none' }],
  ])('is asked again without %s when the model refuses it', async (field, expected) => {
    const server = await startOpenAiServer('plain', { refuses: [field] })
    onTestFinished(() => server.close())
    const llm = createOpenAi({ key: SECRET_KEY, fetch: server.insteadOf(VENDOR) })
    const parts = await collect(llm.stream(aRequest({ temperature: 0.4 }), inTime()))
    expect(parts.filter((part) => part.type === 'delta')).toHaveLength(REPLY_WORDS.length)
    const [, again] = server.requests
    expect(again?.headers.authorization).toBe(`Bearer ${SECRET_KEY}`)
    expect(JSON.parse(String(again?.body))).toMatchObject({ model: DEFAULT_GPT, ...expected })
    expect(JSON.parse(String(again?.body))).not.toHaveProperty(field)
  })

  test('is probed by the name of the model', async () => {
    const server = await startOpenAiServer('plain')
    onTestFinished(() => server.close())
    await createOpenAi({ key: SECRET_KEY, fetch: server.insteadOf(VENDOR) }).probe?.(inTime())
    expect(server.requests.map(({ path }) => path)).toEqual([`/v1/models/${DEFAULT_GPT}`])
  })
})
