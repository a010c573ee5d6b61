import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Model = Awaited<ReturnType<typeof startModel>>

/**
 * A language model whose words come when the test says so. It speaks as compatible servers do:
 * https://developers.openai.com/api/reference/resources/chat
 */
export async function startModel() {
  const asked: Array<{ response: ServerResponse; said: string }> = []
  let waiting: (() => void) | null = null
  const server = createServer((request, response) => {
    if (request.method !== 'POST') return void response.end('{}')
    // It talks, and turns nothing into vectors.
    if (!request.url?.endsWith('/chat/completions'))
      return void request.resume().once('end', () => response.writeHead(404).end('{}'))
    request.resume().once('end', () => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      write(response, { role: 'assistant', content: '' })
      asked.push({ response, said: '' })
      waiting?.()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  return {
    /** What the server needs to know to ask it. */
    env: { LLM: 'openai', OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`, LLM_MODEL: 'slow-and-steady' },

    /** Waits for the next question; the answer's verbs say it word by word. */
    async question() {
      if (asked.length === 0) await new Promise<void>((resolve) => (waiting = resolve))
      waiting = null
      const next = asked.shift()
      if (!next) throw new Error('Nobody asked.')
      const { response } = next
      const hungUp = new Promise<void>((resolve) => response.once('close', resolve))
      return {
        say: (words: string) => write(response, { content: words }),
        end() {
          write(response, {}, 'stop')
          response.end('data: [DONE]\n\n')
        },
        /** Resolves when the one who asked no longer listens. */
        hungUp,
      }
    },

    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function write(response: ServerResponse, delta: object, finish_reason: 'stop' | null = null) {
  const chunk = { id: 'chatcmpl-1', object: 'chat.completion.chunk', model: 'slow-and-steady' }
  response.write(`data: ${JSON.stringify({ ...chunk, choices: [{ index: 0, delta, finish_reason }] })}\n\n`)
}
