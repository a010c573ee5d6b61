import { Problem } from '../problem.ts'
import type { App } from './app.ts'

/** Answers what no route answers: 405 with `Allow` when the address exists for another method, else 404. */
export function answerNothingHere(app: App): void {
  const patterns = new Map<string, RegExp>()
  const fits = (url: string, path: string) => {
    const pattern = patterns.get(url) ?? addressPattern(url)
    patterns.set(url, pattern)
    return pattern.test(path)
  }

  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? ''
    // Hidden ones would make every address exist: the page's catch-all and the preflight's.
    const here = app.routes.filter(({ hidden, url }) => !hidden && fits(url, path))
    const methods = new Set(here.map(({ method }) => method))
    if (methods.size === 0 || methods.has(request.method))
      throw new Problem('not-found', 'There is nothing at this address.')
    reply.header('Allow', [...methods].sort().join(', '))
    throw new Problem('method-not-allowed', `This address does not understand ${request.method}.`)
  })
}

/** A route's pattern (`/api/things/:id`, `/files/*`) as an expression over paths. */
function addressPattern(url: string): RegExp {
  const parts = url
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part === '*' ? '.*' : RegExp.escape(part)))
  return new RegExp(`^${parts.join('/')}$`)
}
