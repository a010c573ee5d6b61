import type { McpTool } from './tools.ts'

const HEAD = `# Tools over the Model Context Protocol

Written by \`npm run docs\` from the routes themselves. How to connect: [guides/connect-over-mcp.md](guides/connect-over-mcp.md). What each takes
is in the list a client gets, and at the same route in [openapi.json](openapi.json).

A token with the scope \`read\` sees the first table and can call nothing else; with \`write\` as well it sees both.
`

/** The page that lists the tools, as Markdown. */
export function toolPage(tools: readonly McpTool[]): string {
  const table = (scope: McpTool['scope']) => tools.filter((tool) => tool.scope === scope).map(rowOf)
  return [
    HEAD,
    ...['## That read', '', '| Tool | What it does | Takes | Route |', '|---|---|---|---|', ...table('read'), ''],
    ...['## That write', '', '| Tool | What it does | Takes | Route |', '|---|---|---|---|', ...table('write'), ''],
    'What is marked † may remove or overwrite something (`destructiveHint`).',
    '',
  ].join('\n')
}

function rowOf({ name, description, inputSchema, annotations, method, url }: McpTool): string {
  const takes = Object.keys(inputSchema.properties).map((field) =>
    inputSchema.required.includes(field) ? `**${field}**` : field,
  )
  const mark = annotations.destructiveHint ? ' †' : ''
  return `| \`${name}\`${mark} | ${description} | ${takes.join(', ') || 'nothing'} | \`${method} ${url}\` |`
}
