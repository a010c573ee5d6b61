import type { ServerResponse } from 'node:http'
import { answerWithFailure, isFailure } from './failures.ts'
import { type LlmScene, NONSENSE, REPLY_WORDS, TOOL_CALL, TOOL_CALLS } from './llm.ts'
import { startServer } from './local-server.ts'
import { faultsAtOpenAi } from './vendor-requests.ts'

interface Body {
  stream_options?: unknown
  [field: string]: unknown
}

/**
 * Chat completions as the vendor and its many imitators speak them. `refuses` names fields that this server answers with 400.
 * Protocol: https://developers.openai.com/api/reference/resources/chat
 */
export async function startOpenAiServer(scene: LlmScene, { refuses = [] }: { refuses?: string[] } = {}) {
  const released = Promise.withResolvers<void>()
  const faults: string[] = []
  const server = await startServer(async (request, response) => {
    if (isFailure(scene)) return answerWithFailure('openai', scene, response)
    if (request.method === 'GET') return void response.end(JSON.stringify({ object: 'model', id: 'gpt' }))
    if (scene === 'web-page')
      return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome</html>')
    const body: Body = JSON.parse(request.body.toString('utf8') || '{}')
    const wrong = faultsAtOpenAi(body)
    faults.push(...wrong)
    const refused = refuses.find((field) => field in body) ?? wrong[0]
    if (refused) return refuse(refused, response)
    if (scene === 'held') await released.promise
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const send = sender(response)
    send({ choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }] })
    if (scene === 'wordless') return finish(send, response, 'stop', body)
    if (scene === 'refusal') return finish(send, response, 'content_filter', body)
    const calls = callsOf(scene, JSON.stringify(body.messages).includes('"role":"tool"'))
    calls.forEach((call, index) => {
      sendTool(send, index, call)
    })
    if (calls.length > 0) return finish(send, response, 'tool_calls', body)
    await sendWords(scene, response, send, released.promise, body)
  })
  return { ...server, release: released.resolve, faults: () => faults }
}

type Send = (fields: object) => void

async function sendWords(scene: LlmScene, response: ServerResponse, send: Send, released: Promise<void>, body: Body) {
  for (const [index, content] of REPLY_WORDS.entries()) {
    if (index === 1) {
      if (scene === 'cut') return void response.write('data: {"id":"chatcm', () => response.destroy())
      if (scene === 'closed') return void response.end('data: [DONE]\n\n')
      if (scene === 'garbage') response.write('data: {"choices":[{"del<<<\n\n')
      if (scene === 'halting') await released
    }
    send({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })
  }
  finish(send, response, 'stop', body)
}

function callsOf(scene: LlmScene, answered: boolean): { id: string; name: string; json: string }[] {
  if (scene === 'nonsense') return [{ ...TOOL_CALL, json: NONSENSE }]
  const calls = scene === 'tool' ? [TOOL_CALL] : scene === 'tools' && !answered ? TOOL_CALLS : []
  return calls.map(({ input, ...call }) => ({ ...call, json: JSON.stringify(input) }))
}

function sendTool(send: Send, index: number, { id, name, json }: { id: string; name: string; json: string }) {
  const call = (fields: object) =>
    send({ choices: [{ index: 0, delta: { tool_calls: [{ index, ...fields }] }, finish_reason: null }] })
  call({ id, type: 'function', function: { name, arguments: '' } })
  call({ function: { arguments: json.slice(0, 9) } })
  call({ function: { arguments: json.slice(9) } })
}

function finish(send: Send, response: ServerResponse, finish_reason: string, { stream_options }: Body) {
  send({ choices: [{ index: 0, delta: {}, finish_reason }] })
  const usage = {
    prompt_tokens: 120,
    completion_tokens: 9,
    total_tokens: 129,
    prompt_tokens_details: { cached_tokens: 100 },
  }
  if (stream_options) send({ choices: [], usage })
  response.end('data: [DONE]\n\n')
}

function refuse(field: string, response: ServerResponse) {
  const error = {
    message: `Unsupported parameter: '${field}' is not supported with this model.`,
    type: 'invalid_request_error',
    param: field,
    code: 'unsupported_parameter',
  }
  response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ error }))
}

function sender(response: ServerResponse): Send {
  return (fields) => {
    response.write(
      `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', model: 'gpt', ...fields })}\n\n`,
    )
  }
}
