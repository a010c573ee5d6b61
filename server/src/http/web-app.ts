import { existsSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from './app.ts'
import { vary } from './vary.ts'

export interface WebApp {
  /** Answers with the page that starts the web app. */
  sendPage(reply: FastifyReply): FastifyReply
}

// What programs call; a mistyped address below these is a 404 and never the page.
const FOR_PROGRAMS = /^\/(?:api|mcp|ws|twilio|admin|health|metrics|docs|assets)(?:\/|$)|^\/openapi\.json$/
const YEAR = 'public, max-age=31536000, immutable'
const NOT_BUILT = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The web app is not built yet</title>
<h1>The web app is not built yet</h1>
<p>The server is running. Stop it and run <code>npm start</code>, which builds the web app first.
<p>The interface for programs is described at <a href="/docs">/docs</a>.
</html>
`

/**
 * Serves the built web app from `folder`: its files, and its page for every address that is a page of the app.
 * Files under `assets/` carry a hash in their name and are kept for a year; everything else is revalidated.
 */
export async function serveWebApp(app: App, { folder }: { folder: string }): Promise<WebApp> {
  const built = existsSync(join(folder, 'index.html'))
  if (built) {
    await app.register(fastifyStatic, {
      root: folder,
      serve: false,
      cacheControl: false,
      preCompressed: true,
      setHeaders: (reply, path) => {
        reply.header('Cache-Control', relative(folder, path).startsWith(`assets${sep}`) ? YEAR : 'no-cache')
      },
    })
    serveFiles(app, folder)
  }

  const sendPage: WebApp['sendPage'] = (reply) =>
    built ? reply.sendFile('index.html') : reply.code(503).type('text/html; charset=utf-8').send(NOT_BUILT)

  app.get('/*', { config: { open: true }, schema: { hide: true } }, (request, reply) => {
    vary(reply, 'Accept')
    if (!wantsPage(request) || FOR_PROGRAMS.test(request.url.split('?', 1)[0] ?? '')) return reply.callNotFound()
    return sendPage(reply)
  })
  return { sendPage }
}

/** True when the caller asks for a page by name; a program that takes anything does not. */
export function wantsPage(request: Pick<FastifyRequest, 'headers'>): boolean {
  return /(?:^|[\s,])text\/html(?:$|[\s,;])/i.test(request.headers.accept ?? '')
}

function serveFiles(app: App, folder: string): void {
  const options = { config: { open: true, limit: 'static' as const }, schema: { hide: true } }
  app.get('/assets/*', options, (request, reply) => {
    const { '*': name } = request.params as { '*': string }
    // No file is called that, and the file system would throw instead of finding none.
    return name.includes('\0') ? reply.callNotFound() : reply.sendFile(`assets/${name}`)
  })
  for (const file of filesOf(folder)) {
    app.get(`/${file}`, options, (_request, reply) => reply.sendFile(file))
  }
}

// Everything but the hashed assets, the compressed twins and what the build keeps for itself, with `/` between the parts.
function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(?:br|gz)$/.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((file) => !/^(?:assets\/|\.)/.test(file))
}
