import { readFileSync } from 'node:fs'
import type { App } from './app.ts'
import { describeApi } from './openapi.ts'
import type { OpenApi } from './openapi-document.ts'
import { renderReference } from './reference.ts'

const style = readFileSync(new URL('reference.css', import.meta.url), 'utf8')

/** Serves the API's description to programs (`/openapi.json`) and to people (`/docs`). Both are made once, when first asked for. */
export function referenceRoutes(app: App): void {
  const options = { config: { open: true }, schema: { hide: true } }
  let page: string | undefined
  let description: string | undefined

  app.get('/openapi.json', options, async (_request, reply) => {
    // Putting it in order takes as long as some twenty turns, and anybody may ask.
    description ??= JSON.stringify(await describeApi(app))
    return reply.header('Cache-Control', 'no-cache').type('application/json; charset=utf-8').send(description)
  })

  app.get('/docs', options, async (_request, reply) => {
    page ??= renderReference(app.swagger() as OpenApi)
    return reply.header('Cache-Control', 'no-cache').type('text/html; charset=utf-8').send(page)
  })

  app.get('/docs/reference.css', { ...options, config: { open: true, limit: 'static' } }, (_request, reply) =>
    reply.header('Cache-Control', 'no-cache').type('text/css; charset=utf-8').send(style),
  )
}
