import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

// A machine of its own that recognises, answers and speaks as vendors do (OpenAI's protocol), with known delays. Run as a process; it tells
// its address and ends with whoever started it.

const HEARD = 'Tell me about the tides.'
const REPLY = 'The moon pulls at the water of the sea, so it rises twice a day. What do you make of it?'
const RECOGNITION_MS = 200
const FIRST_TOKEN_MS = 450
const TOKEN_MS = 20
const FIRST_SOUND_MS = 150
const CHARACTER_MS = 40

const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()))
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
process.once('disconnect', () => process.exit(0))

async function answer(request: IncomingMessage, response: ServerResponse) {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks)
  if (request.url?.endsWith('/audio/transcriptions')) return await transcribe(body, response)
  if (request.url?.endsWith('/audio/speech')) return await speak(body, response)
  if (request.url?.endsWith('/chat/completions')) return await converse(response)
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"object":"list","data":[]}')
}

async function transcribe(body: Buffer, response: ServerResponse) {
  await pause(RECOGNITION_MS)
  const verbose = body.includes('verbose_json')
  const segment = { id: 0, start: 0, end: 1.5, text: ` ${HEARD}`, avg_logprob: -0.1, no_speech_prob: 0.01 }
  const answered = verbose ? { text: HEARD, language: 'english', duration: 1.5, segments: [segment] } : { text: HEARD }
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answered))
}

async function speak(body: Buffer, response: ServerResponse) {
  const { input = '' } = JSON.parse(body.toString('utf8')) as { input?: string }
  await pause(FIRST_SOUND_MS)
  const length = Math.round((input.length * CHARACTER_MS) / 20) * 480
  const samples = Int16Array.from({ length }, (_, i) => 2_000 * Math.sin((2 * Math.PI * 150 * i) / 24_000))
  response.writeHead(200, { 'content-type': 'audio/pcm' }).end(Buffer.from(samples.buffer))
}

async function converse(response: ServerResponse) {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const send = (fields: object) => response.write(`data: ${JSON.stringify({ id: 'c', model: 'fake', ...fields })}\n\n`)
  await pause(FIRST_TOKEN_MS)
  for (const content of REPLY.split(/(?<= )/)) {
    send({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })
    await pause(TOKEN_MS)
  }
  send({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })
  send({ choices: [], usage: { prompt_tokens: 300, completion_tokens: 20 } })
  response.end('data: [DONE]\n\n')
}
