import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport, StreamableHTTPError } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { McpError } from '@modelcontextprotocol/sdk/types.js'
import { z } from 'zod'
import { OutgoingRefused } from '../outgoing/refused.ts'
import { codeOf, connectionTrouble } from '../providers/connection-trouble.ts'
import { Result } from './result.ts'
import { ToolServerTrouble } from './trouble.ts'

const PAGES_MAX = 5

/** Where a tool server is, and how to get there. */
export interface Where {
  url: string
  header: { name: string; value: string } | null
  /** Reaches the origin of that address and nothing else, and takes a bounded answer. */
  fetch: typeof globalThis.fetch
  version: string
}

/** What can be asked of a server one is connected to. */
export interface Asking {
  /** Everything it says of its tools, unread. */
  list(): Promise<unknown[]>
  call(tool: string, input: Record<string, unknown>): Promise<Result>
}

// Read by us, a tool at a time: one that is written badly must not take the others with it, and no schema of a stranger is compiled.
const Page = z.object({ tools: z.array(z.unknown()).max(1_000), nextCursor: z.string().max(2_000).optional() })

/** Connects, does something, and leaves. Throws ToolServerTrouble with what is wrong, also when `signal` aborts. */
export async function within<T>(where: Where, signal: AbortSignal, work: (asking: Asking) => Promise<T>): Promise<T> {
  const { url, header, version } = where
  const client = new Client({ name: 'learning-voice-agent', version }, { capabilities: {} })
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    fetch: withoutStream(where.fetch),
    requestInit: { headers: header ? { [header.name]: header.value } : {} },
  })
  const stopped = Promise.withResolvers<never>()
  stopped.promise.catch(() => {})
  const stop = () => stopped.reject(signal.reason)
  signal.addEventListener('abort', stop, { once: true })
  try {
    signal.throwIfAborted()
    return await Promise.race([
      stopped.promise,
      client.connect(transport, { signal }).then(() => work(askingOf(client, signal))),
    ])
  } catch (error) {
    throw troubleOf(error, url)
  } finally {
    signal.removeEventListener('abort', stop)
    await client.close()
  }
}

function askingOf(client: Client, signal: AbortSignal): Asking {
  return {
    async list() {
      const tools: unknown[] = []
      let cursor: string | undefined
      for (let pages = 0; pages < PAGES_MAX; pages += 1) {
        const params = cursor === undefined ? {} : { cursor }
        const page = await client.request({ method: 'tools/list', params }, Page, { signal })
        tools.push(...page.tools)
        cursor = page.nextCursor
        if (cursor === undefined) break
      }
      return tools
    },
    call: (name, input) =>
      client.request({ method: 'tools/call', params: { name, arguments: input } }, Result, { signal }),
  }
}

/** Nobody here waits for what a server says unasked, so it gets no stream to say it on. */
const withoutStream =
  (fetch: typeof globalThis.fetch): typeof globalThis.fetch =>
  async (input, init) =>
    init?.method === 'GET' ? new Response(null, { status: 405 }) : fetch(input, init)

function troubleOf(error: unknown, url: string): unknown {
  if (error instanceof ToolServerTrouble) return error
  const said = (sentence: string) => new ToolServerTrouble(sentence, { cause: error })
  if (error instanceof OutgoingRefused) return said(error.message)
  if (error instanceof Error && /^(?:TimeoutError|AbortError)$/.test(error.name))
    return said('It did not answer in time.')
  if (error instanceof StreamableHTTPError) return said(refusalOf(error))
  if (error instanceof McpError) return said(`It answered with an error (${error.code}).`)
  const code = codeOf(error)
  if (code !== '') return said(`${sentence(connectionTrouble(code, url).detail)}.`)
  return said('What it answers is not understood: is this the address of a server of the Model Context Protocol?')
}

function refusalOf({ code, message }: StreamableHTTPError): string {
  if (/not followed/.test(message)) return 'It leads to another address, which is not followed.'
  if (code === 401 || code === 403) return `It refuses us (${code}): check the secret header.`
  return code !== undefined && code > 0
    ? `It answers ${code}: check the path of the address, it often ends in /mcp.`
    : 'It answers with something else: check the path of the address, it often ends in /mcp.'
}

const sentence = (words: string) => words.charAt(0).toUpperCase() + words.slice(1)
