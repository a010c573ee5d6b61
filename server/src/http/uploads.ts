import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { Problem } from '../problem.ts'
import type { App } from './app.ts'

/** Has the doors of a context take every body as it comes, whatever it is called: nothing of it is held in memory. */
export function takeBodiesAsTheyCome(app: App): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
}

/** The file that is the body of a request. Throws `bad-request` when there is none. */
export function fileIn({ body }: Pick<FastifyRequest, 'body'>): Readable {
  if (body instanceof Readable) return body
  throw new Problem('bad-request', 'Send the file as the body.')
}
