import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createOutgoing } from '../outgoing/outgoing.ts'
import { type Command, CommandFailed, UsageError } from './command.ts'

const HERE = /^(?:localhost|127\.0\.0\.1|\[::1\])$/

/** `lva mcp`: the tools of a server for a program that starts its tools itself. The token is never an argument: those are seen by everybody on the machine. */
export const mcp: Command = {
  summary: 'Offer the tools of a server to a program, over stdin and stdout',
  usage: [
    'lva mcp --url https://learn.example.org [--token-file FILE]',
    'The personal access token stands in LVA_TOKEN, or in the file.',
  ].join('\n'),
  async run({ args, env, complain }) {
    const { values } = parseArgs({ args, options: { url: { type: 'string' }, 'token-file': { type: 'string' } } })
    const url = doorOf(values.url)
    const token = tokenFrom(values['token-file'], env)
    if (url.protocol === 'http:' && !HERE.test(url.hostname))
      complain('Note: without https, the token can be read on its way.')
    const { bridge } = await import('../mcp/bridge.ts')
    await bridge({
      ...{ url, token, complain, input: process.stdin, output: process.stdout },
      fetch: createOutgoing().only(url.href, { operators: true }),
    })
    return 0
  },
}

function doorOf(given: string | undefined): URL {
  const url = given === undefined ? null : URL.parse(given)
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password)
    throw new UsageError('Say where the server is: --url https://learn.example.org')
  return new URL('/mcp', url)
}

function tokenFrom(file: string | undefined, { LVA_TOKEN }: Record<string, string | undefined>): string {
  const token = (file === undefined ? LVA_TOKEN : read(file))?.trim()
  if (!token) throw new UsageError('Put a personal access token into LVA_TOKEN, or into a file: --token-file FILE')
  return token
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new CommandFailed(`The token cannot be read from ${file}.`, { cause })
  }
}
