import type { ServerResponse } from 'node:http'
import { answerWithFailure, isFailure } from './failures.ts'
import { type LlmScene, NONSENSE, REPLY_WORDS, TOOL_CALL, TOOL_CALLS } from './llm.ts'
import { startServer } from './local-server.ts'
import { faultsAtAnthropic } from './vendor-requests.ts'

/**
 * The Messages API as its vendor speaks it, event by event.
 * Protocol: https://platform.claude.com/docs/en/build-with-claude/streaming
 */
export async function startAnthropicServer(scene: LlmScene) {
  const released = Promise.withResolvers<void>()
  const faults: string[] = []
  const server = await startServer(async (request, response) => {
    if (isFailure(scene)) return answerWithFailure('anthropic', scene, response)
    if (request.method === 'GET') return void response.end(JSON.stringify({ type: 'model', id: 'claude' }))
    if (scene === 'web-page')
      return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome</html>')
    const body = request.body.toString('utf8')
    const wrong = faultsAtAnthropic(JSON.parse(body || '{}'))
    faults.push(...wrong)
    if (wrong.length > 0) return refuse(wrong.join('; '), response)
    if (scene === 'held') await released.promise
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const send = sender(response)
    send('message_start', {
      message: {
        ...MESSAGE,
        usage: { input_tokens: 20, cache_creation_input_tokens: 0, cache_read_input_tokens: 100, output_tokens: 1 },
      },
    })
    send('ping', {})
    if (scene === 'wordless') return finish(send, response, 'end_turn')
    if (scene === 'refusal') return finish(send, response, 'refusal')
    const calls = callsOf(scene, body.includes('"tool_result"'))
    for (const [index, call] of calls.entries()) sendTool(send, index, call)
    if (calls.length > 0) return finish(send, response, 'tool_use')
    await sendWords(scene, response, send, released.promise)
  })
  return { ...server, release: released.resolve, faults: () => faults }
}

type Send = (type: string, fields: object) => void

const MESSAGE = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude',
  content: [],
  stop_reason: null,
  stop_sequence: null,
}

async function sendWords(scene: LlmScene, response: ServerResponse, send: Send, released: Promise<void>) {
  send('content_block_start', { index: 0, content_block: { type: 'text', text: '' } })
  for (const [index, text] of REPLY_WORDS.entries()) {
    if (index === 1) {
      if (scene === 'cut') return void response.write('event: content_block_del', () => response.destroy())
      if (scene === 'closed') return void response.end()
      if (scene === 'garbage') response.write('event: content_block_delta\ndata: {"type":"content_blo<<<\n\n')
      if (scene === 'halting') await released
    }
    send('content_block_delta', { index: 0, delta: { type: 'text_delta', text } })
  }
  send('content_block_stop', { index: 0 })
  finish(send, response, 'end_turn')
}

function callsOf(scene: LlmScene, answered: boolean): { id: string; name: string; json: string }[] {
  if (scene === 'nonsense') return [{ ...TOOL_CALL, json: NONSENSE }]
  const calls = scene === 'tool' ? [TOOL_CALL] : scene === 'tools' && !answered ? TOOL_CALLS : []
  return calls.map(({ input, ...call }) => ({ ...call, json: JSON.stringify(input) }))
}

function sendTool(send: Send, index: number, { id, name, json }: { id: string; name: string; json: string }) {
  send('content_block_start', { index, content_block: { type: 'tool_use', id, name, input: {} } })
  for (const partial_json of ['', json.slice(0, 9), json.slice(9)])
    send('content_block_delta', { index, delta: { type: 'input_json_delta', partial_json } })
  send('content_block_stop', { index })
}

function refuse(message: string, response: ServerResponse) {
  const error = { type: 'error', error: { type: 'invalid_request_error', message } }
  response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify(error))
}

function finish(send: Send, response: ServerResponse, stop_reason: string) {
  send('message_delta', { delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: 9 } })
  send('message_stop', {})
  response.end()
}

function sender(response: ServerResponse): Send {
  return (type, fields) => {
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`)
  }
}
