import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { onTestFinished } from 'vitest'

const LVA = fileURLToPath(new URL('../bin/lva.mjs', import.meta.url))

/** How a program of somebody's speaks with a house: over HTTP, or through `lva mcp` that it starts itself. */
export type Way = 'HTTP' | 'stdio'

/** The official client, connected to a house with somebody's token. It leaves when the test is over. Rejects when it is not let in. */
export async function connected(url: string, token: string, way: Way = 'HTTP'): Promise<Client> {
  const client = new Client({ name: 'a program', version: '1.0.0' })
  onTestFinished(() => client.close())
  await client.connect(way === 'HTTP' ? overHttp(url, token) : overStdio(url, token))
  return client
}

const overHttp = (url: string, token: string) =>
  new StreamableHTTPClientTransport(new URL('/mcp', url), {
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  })

const overStdio = (url: string, token: string) =>
  new StdioClientTransport({
    ...{ command: process.execPath, args: [LVA, 'mcp', '--url', url], stderr: 'ignore' },
    env: { PATH: process.env.PATH ?? '', LVA_TOKEN: token },
  })

/** A call of a tool, read: its text, its data, and whether it failed. */
export async function called(client: Client, name: string, args: Record<string, unknown> = {}) {
  const { content, structuredContent, isError } = await client.callTool({ name, arguments: args })
  const [first] = content as { type: string; text: string }[]
  // biome-ignore lint/suspicious/noExplicitAny: stories look into answers of every shape
  return { text: first?.text ?? '', data: structuredContent as any, failed: isError === true }
}
