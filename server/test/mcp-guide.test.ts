import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { expect, onTestFinished, test } from 'vitest'
import { OFFERED } from '../src/mcp/offered.ts'
import { toolPage } from '../src/mcp/page.ts'
import { toolsOf } from '../src/mcp/tools.ts'
import { bash, examplesIn, withLva } from './examples.ts'
import { inHouses } from './house.ts'

const GUIDE = readFileSync(new URL('../../docs/guides/connect-over-mcp.md', import.meta.url), 'utf8')
const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
const hasPrograms = ['curl', 'jq', 'bash'].every((name) => spawnSync('which', [name]).status === 0)

interface Entry {
  url: string
  headers: Record<string, string>
  command: string
  args: string[]
  env: Record<string, string>
}

/** The files of the guide, as programs read them. */
const filesIn = (page: string): Entry[] =>
  [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = '']) => JSON.parse(text).mcpServers.companion)

inHouses(
  'the guide to connecting over MCP',
  (open) => {
    async function opened() {
      const house = await open()
      const ada = await house.learner()
      const wish = { name: 'editor', scopes: ['read', 'write'], expires_in_days: 1, current_password: ada.password }
      const { token } = (await ada.call('POST', '/api/auth/tokens', wish)).body as { token: string }
      const here = (text: string) =>
        text
          .replaceAll('http://localhost:8000', house.url)
          .replaceAll('lva_pat_…', token)
          .replaceAll('/path/to/the/project/', PROJECT)
      return { token, here }
    }

    test('stands beside the list of tools as the application has them', async () => {
      const { routes } = await (await open()).application()
      expect(toolPage(toolsOf(routes))).toBe(readFileSync(new URL('../../docs/mcp.md', import.meta.url), 'utf8'))
    })

    test('has files with which the official client connects, both ways', async () => {
      const { here } = await opened()
      const [byAddress, started, ...others] = filesIn(here(GUIDE))
      expect(others).toEqual([])
      if (!byAddress || !started) throw new Error('the guide has two files')
      const { url, headers } = byAddress
      const { command, args, env } = started
      expect(command).toBe('node')
      const ways: Transport[] = [
        new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }),
        new StdioClientTransport({ command: process.execPath, args, env: { ...env, PATH: process.env.PATH ?? '' } }),
      ]
      for (const way of ways) {
        const client = new Client({ name: 'an editor', version: '1.0.0' })
        onTestFinished(() => client.close())
        await client.connect(way)
        expect((await client.listTools()).tools).toHaveLength(OFFERED.length)
      }
    })

    test.skipIf(!hasPrograms && !process.env.CI)('says commands that do what it says', async () => {
      const { token, here } = await opened()
      const [make, overHttp, overStdio, ...others] = examplesIn(here(GUIDE))
      expect(others).toEqual([])
      expect(make).toMatch(/^npx lva token make \S+ --name "my editor" --scopes read,write\n$/)
      const typed = (command = '') => bash(command.replace('npx lva mcp', withLva('npx lva mcp')), { LVA_TOKEN: token })
      const names = (await typed(overHttp)).trim().split('\n')
      expect(names.sort()).toEqual(OFFERED.map(({ tool }) => tool).sort())
      expect((await typed(overStdio)).trim()).toBe('0')
    })
  },
  ['sqlite'],
)
