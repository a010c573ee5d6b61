import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { portOf } from '../../../server/src/providers/conformance/local-server.ts'

// A machine of its own that recognises, answers and speaks as vendors do (OpenAI's protocol), with known delays; what it says was made
// beforehand. Run as a process; it tells its address and ends with whoever started it.

const HEARD = 'Tell me about the tides.'
const REPLY = 'The moon pulls at the water of the sea, so it rises twice a day. What do you make of it?'
const RECOGNITION_MS = 200
const FIRST_TOKEN_MS = 750
const TOKEN_MS = 20
const FIRST_SOUND_MS = 150
const CHARACTER_MS = 40
const FRAME_SAMPLES = 480
const FRAME_BYTES = FRAME_SAMPLES * 2
const LONGEST_FRAMES = 3_000

const SEGMENT = { id: 0, start: 0, end: 1.5, text: ` ${HEARD}`, avg_logprob: -0.1, no_speech_prob: 0.01 }
const TRANSCRIPT = JSON.stringify({ text: HEARD, language: 'english', duration: 1.5, segments: [SEGMENT] })
const TONE = tone(LONGEST_FRAMES * FRAME_SAMPLES)
const TOKENS = REPLY.split(/(?<= )/).map((content) =>
  event({ choices: [{ index: 0, delta: { content }, finish_reason: null }] }),
)
const LAST = `${event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}${event({
  choices: [],
  usage: { prompt_tokens: 300, completion_tokens: 20 },
})}data: [DONE]\n\n`

const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()))
// The server keeps its connections for a few seconds; one that is closed under a request is a failure of the vendor's.
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send?.({ port: portOf(server) }))
process.once('disconnect', () => process.exit(0))

async function answer(request: IncomingMessage, response: ServerResponse) {
  const { url = '' } = request
  if (url.endsWith('/audio/speech')) return await speak(await bodyOf(request), response)
  request.resume()
  if (url.endsWith('/chat/completions')) return await converse(response)
  const heard = url.endsWith('/audio/transcriptions')
  if (heard) await pause(RECOGNITION_MS)
  response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(heard ? TRANSCRIPT : '{"object":"list","data":[]}')
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

async function speak(body: Buffer, response: ServerResponse) {
  const { input = '' } = JSON.parse(body.toString('utf8')) as { input?: string }
  await pause(FIRST_SOUND_MS)
  const frames = Math.min(LONGEST_FRAMES, Math.round((input.length * CHARACTER_MS) / 20))
  response.writeHead(200, { 'content-type': 'audio/pcm' }).end(TONE.subarray(0, frames * FRAME_BYTES))
}

async function converse(response: ServerResponse) {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  await pause(FIRST_TOKEN_MS)
  for (const token of TOKENS) {
    response.write(token)
    await pause(TOKEN_MS)
  }
  response.end(LAST)
}

function event(fields: object): string {
  return `data: ${JSON.stringify({ id: 'c', model: 'fake', ...fields })}\n\n`
}

function tone(length: number): Buffer {
  const samples = new Int16Array(length)
  for (let i = 0; i < length; i++) samples[i] = 2_000 * Math.sin((2 * Math.PI * 150 * i) / 24_000)
  return Buffer.from(samples.buffer)
}
