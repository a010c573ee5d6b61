import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * A model and a recogniser on one port. The model says the same thing to everybody, word by word and at once; `writeDown` makes words of
 * sound. They speak as compatible servers do: https://developers.openai.com/api/reference/resources/chat and …/audio
 */
export async function startTalker(reply: string, writeDown: (sound: Int16Array) => string) {
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    const body = Buffer.concat(parts)
    if (request.url?.endsWith('/audio/transcriptions')) {
      response.writeHead(200, { 'content-type': 'application/json' })
      return void response.end(JSON.stringify({ text: writeDown(soundIn(body)) }))
    }
    if (request.method !== 'POST') return void response.end('{}')
    speak(response, reply)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    /** What the server needs to know to ask it. */
    env: { LLM: 'openai', STT: 'openai', OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`, LLM_MODEL: 'talker' },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function speak(response: ServerResponse, reply: string) {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const write = (delta: object, finish_reason: 'stop' | null = null) => {
    const choices = [{ index: 0, delta, finish_reason }]
    response.write(
      `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', model: 'talker', choices })}\n\n`,
    )
  }
  write({ role: 'assistant', content: '' })
  for (const word of reply.match(/\S+\s*/g) ?? []) write({ content: word })
  write({}, 'stop')
  response.end('data: [DONE]\n\n')
}

/** The samples of the WAV file in a form. */
function soundIn(form: Buffer): Int16Array {
  const data = form.indexOf('data', form.indexOf('RIFF'), 'latin1')
  const bytes = form.subarray(data + 8, data + 8 + form.readUInt32LE(data + 4))
  return Int16Array.from({ length: Math.floor(bytes.length / 2) }, (_, i) => bytes.readInt16LE(i * 2))
}
