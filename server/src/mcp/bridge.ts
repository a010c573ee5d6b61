import { StreamableHTTPClientTransport, StreamableHTTPError } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js'

/** The code of an answer that says that the server was not reached; of those a server may choose (JSON-RPC 2.0, 5.1). */
const NOT_REACHED = -32_000

interface Where {
  /** The door of the server, e.g. `https://learn.example.org/mcp`. */
  url: URL
  token: string
  /** Leads to that server and nowhere else. */
  fetch: typeof globalThis.fetch
  input: NodeJS.ReadStream
  output: NodeJS.WriteStream
  /** Told what goes wrong, for a person to read. */
  complain(sentence: string): void
}

/**
 * Hands messages on between a program that speaks over our input and output, and a server that speaks over HTTP. Resolves when the
 * program is gone and everything it asked is answered. Never rejects for a server that cannot be reached: each request is answered with
 * a sentence.
 */
export async function bridge({ url, token, fetch, input, output, complain }: Where): Promise<void> {
  const program = new StdioServerTransport(input, output)
  const server = new StreamableHTTPClientTransport(url, {
    fetch,
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  })
  const gone = Promise.withResolvers<void>()
  const underWay = new Set<Promise<void>>()

  program.onmessage = (message) => {
    const work = handOn(message, { program, server, complain }).finally(() => underWay.delete(work))
    underWay.add(work)
  }
  server.onmessage = (message) => {
    const version = versionIn(message)
    if (version) server.setProtocolVersion(version)
    void program.send(message)
  }
  program.onclose = gone.resolve
  input.once('end', gone.resolve)
  output.once('error', gone.resolve)
  await server.start()
  await program.start()
  await gone.promise
  await Promise.all(underWay)
  await server.close()
  await program.close()
}

async function handOn(
  message: JSONRPCMessage,
  { program, server, complain }: { program: Transport; server: Transport } & Pick<Where, 'complain'>,
): Promise<void> {
  try {
    await server.send(message)
  } catch (error) {
    const sentence = sentenceOf(error)
    complain(sentence)
    if (!('method' in message) || !('id' in message)) return
    await program.send({ jsonrpc: '2.0', id: message.id, error: { code: NOT_REACHED, message: sentence } })
  }
}

const versionIn = (message: JSONRPCMessage): string | null => {
  const { protocolVersion } = 'result' in message ? message.result : {}
  return typeof protocolVersion === 'string' ? protocolVersion : null
}

/** What a person can do about a server that does not answer as it should. */
function sentenceOf(error: unknown): string {
  if (error instanceof StreamableHTTPError) {
    const detail = /"detail":"((?:[^"\\]|\\.)*)"/.exec(error.message)?.[1]
    return detail ? `The server says: ${detail}` : `The server refuses this (${error.code ?? 'unknown'}).`
  }
  return `The server is not reached: ${error instanceof Error ? error.message : String(error)}`
}
