import { Problem } from '../problem.ts'
import type { App } from './http.ts'

/** Answers what no route answers: 405 with `Allow` when the address exists for another method, else 404. */
export function answerNothingHere(app: App): void {
  const known: { method: string; pattern: RegExp }[] = []

  app.addHook('onRoute', ({ method, url, schema }) => {
    // The page's catch-all and the preflight's fit everything and would make every address exist.
    if (url === '*' || url === '/*' || schema?.hide) return
    const pattern = addressPattern(url)
    for (const name of [method].flat()) known.push({ method: name, pattern })
  })

  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? ''
    const methods = new Set(known.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))
    if (methods.size === 0 || methods.has(request.method))
      throw new Problem('not-found', 'There is nothing at this address.')
    reply.header('Allow', [...methods].sort().join(', '))
    throw new Problem('method-not-allowed', `This address does not understand ${request.method}.`)
  })
}

/** A route's pattern (`/api/things/:id`, `/files/*`) as an expression over paths. */
export function addressPattern(url: string): RegExp {
  const parts = url
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part === '*' ? '.*' : RegExp.escape(part)))
  return new RegExp(`^${parts.join('/')}$`)
}
