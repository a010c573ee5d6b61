import type { Answer, OpenApi, Operation, Parameter, Shape } from './openapi-document.ts'
import { exampleOf, kindOf, type ShapeLine, shapeLines } from './shapes.ts'

/**
 * The reference page: plain HTML made from the API's own description. It has no script and loads nothing but its style
 * sheet (`/docs/reference.css`), so it works offline and under the strictest policy.
 */
export function renderReference(api: OpenApi): string {
  const resolve = (shape: Shape): Shape => {
    const name = shape.$ref?.split('/').at(-1)
    return name ? (api.components?.schemas?.[name] ?? shape) : shape
  }
  const routes = Object.entries(api.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  )
  const groups = Map.groupBy(routes, ({ path, operation }) => operation.tags?.[0] ?? groupOf(path))

  const contents = [...groups].map(
    ([name, members]) =>
      `<section><h2>${escaped(name)}</h2><ul>${members
        .map(({ method, path }) => `<li><a href="#${anchor(method, path)}">${verb(method)} ${path_(path)}</a></li>`)
        .join('')}</ul></section>`,
  )
  const chapters = [...groups].map(
    ([name, members]) =>
      `<section class="group"><h2>${escaped(name)}</h2>${members.map((route) => renderRoute(route)).join('')}</section>`,
  )

  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(api.info.title)}: reference</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/docs/reference.css">
</head>
<body>
<header><h1>${escaped(api.info.title)}</h1><p>Version ${escaped(api.info.version)}. ${escaped(api.info.description ?? '')}
The same as <a href="/openapi.json">OpenAPI ${escaped(api.openapi)}</a>.</p>
<p>A closed door (<span class="closed">sign-in</span>) wants <code>Authorization: Bearer</code> and an access token, which signing in gives.
In the examples, <code>$TOKEN</code> is that token and <code>$SERVER</code> the server’s address.</p></header>
<nav aria-label="Contents">${contents.join('\n')}</nav>
<main>${chapters.join('\n')}</main>
</body>
</html>
`

  function renderRoute({ method, path, operation }: { method: string; path: string; operation: Operation }): string {
    const body = jsonBody(operation.requestBody)
    const closed = operation.security?.length !== 0
    return `<article id="${anchor(method, path)}">
<h3><a href="#${anchor(method, path)}">${verb(method)} ${path_(path)}</a>${closed ? ' <span class="closed">sign-in</span>' : ''}</h3>
${paragraph(operation.summary)}${paragraph(operation.description)}
${parameters(operation.parameters)}
${body ? `<h4>Body</h4>${shapeTable(shapeLines(body, resolve))}` : ''}
<h4>Answers</h4>
${Object.entries(operation.responses ?? {})
  .map(([status, answer]) => renderAnswer(status, answer))
  .join('\n')}
<h4>Example</h4>
<pre tabindex="0"><code>${escaped(curl(method, path, closed, body && exampleOf(body, resolve)))}</code></pre>
</article>`
  }

  function parameters(given: Parameter[] = []): string {
    if (given.length === 0) return ''
    const lines = given.map(({ name, in: where, required, description, schema = {} }) => ({
      depth: 0,
      name: required ? name : `${name}?`,
      kind: `${kindOf(schema, resolve)}, in the ${where}`,
      meaning: description ?? schema.description ?? '',
    }))
    return `<h4>Parameters</h4>${shapeTable(lines)}`
  }

  function renderAnswer(status: string, given: Answer): string {
    const name = given.$ref?.split('/').at(-1)
    const answer = (name && api.components?.responses?.[name]) || given
    const meaning = answer.description === 'Default Response' ? '' : (answer.description ?? '')
    const shape = name ? undefined : jsonBody(answer)
    const head = `<code>${status === 'default' ? 'other' : escaped(status)}</code> ${prose(meaning)}`
    if (!shape) return `<p class="answer">${head}</p>`
    return `<details class="answer"${status.startsWith('2') ? ' open' : ''}><summary>${head}</summary>${shapeTable(shapeLines(shape, resolve))}</details>`
  }
}

function jsonBody(given: { content?: Record<string, { schema?: Shape }> } | undefined): Shape | undefined {
  return given?.content?.['application/json']?.schema ?? Object.values(given?.content ?? {})[0]?.schema
}

function curl(method: string, path: string, closed: boolean, body: unknown): string {
  const address = path.replace(/\{(\w+)\}/g, (_all, name: string) => name.toUpperCase())
  const lines = [`curl -s${method === 'get' ? '' : `X ${method.toUpperCase()}`} "$SERVER${address}"`]
  if (closed) lines.push('-H "Authorization: Bearer $TOKEN"')
  if (body !== undefined) {
    lines.push(`-H 'Content-Type: application/json'`, `-d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`)
  }
  return lines.join(' \\\n  ')
}

function shapeTable(lines: ShapeLine[]): string {
  // The first line is the object itself, which says nothing its fields do not.
  const shown = lines.length > 1 && lines[0]?.name === '' ? lines.slice(1) : lines
  return `<dl class="shape">${shown
    .map(
      ({ depth, name, kind, meaning }) =>
        `<div class="depth-${Math.max(0, depth - 1)}"><dt>${name ? `<code>${escaped(name)}</code> ` : ''}<span>${escaped(kind)}</span></dt><dd>${prose(meaning)}</dd></div>`,
    )
    .join('')}</dl>`
}

const groupOf = (path: string) => path.split('/').filter((part) => part !== '' && part !== 'api')[0] ?? 'welcome'
const anchor = (method: string, path: string) =>
  `${method}-${path.replace(/[^\w]+/g, '-').replace(/^-|-$/g, '') || 'root'}`
const verb = (method: string) => `<span class="verb ${method}">${method.toUpperCase()}</span>`
const path_ = (path: string) => `<span class="path">${escaped(path).replaceAll('/', '/<wbr>')}</span>`
const paragraph = (text: string | undefined) => (text ? `<p>${prose(text)}</p>` : '')
// Descriptions quote names in backticks.
const prose = (text: string) => escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>')

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign)
