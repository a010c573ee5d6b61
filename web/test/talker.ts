import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * A model that answers word by word and at once: `answer` is told what was said last. It speaks as compatible servers do:
 * https://developers.openai.com/api/reference/resources/chat
 */
export async function startTalker(answer: (said: string) => string) {
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    const body = Buffer.concat(parts)
    if (request.method !== 'POST') return void response.end('{}')
    speak(response, answer(lastSaid(JSON.parse(body.toString()))))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    /** What the server needs to know to ask it. */
    env: { LLM: 'openai', OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`, LLM_MODEL: 'talker' },
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

/** What the learner said last, wherever in the request it stands. */
function lastSaid({ messages }: { messages: { role: string; content: string | { text?: string }[] }[] }): string {
  const content = messages.findLast(({ role }) => role === 'user')?.content ?? ''
  return typeof content === 'string' ? content : content.map(({ text }) => text ?? '').join(' ')
}
