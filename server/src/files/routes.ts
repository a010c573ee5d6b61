import { Readable } from 'node:stream'
import { FileLink, FileRoom } from '@lva/contracts/files'
import { Id } from '@lva/contracts/text'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { App } from '../http/http.ts'
import { type Authenticate, bearerToken } from '../http/who-asks.ts'
import { Problem } from '../problem.ts'
import type { Files } from './files.ts'

/** Where files are fetched from. A link that was signed for one is a key by itself, so the route asks for no header then. */
export function fileRoutes(app: App, { files, authenticate }: { files: Files; authenticate: Authenticate }) {
  async function whose(request: FastifyRequest, fileId: string, link: z.infer<typeof FileLink>): Promise<string> {
    const { user, expires, signature } = link
    if (user === undefined || expires === undefined || signature === undefined) {
      const token = bearerToken(request.headers)
      if (token === null) throw new Problem('sign-in-required', 'Sign in first.')
      return (await authenticate(token, 'read')).userId
    }
    if (files.linkIsGood({ userId: user, id: fileId, expires, signature })) return user
    throw new Problem('sign-in-required', 'This link has run out. Open the page again.')
  }

  app.get(
    '/api/files/:id',
    {
      config: { open: true },
      schema: {
        tags: ['files'],
        summary: 'Download a file, by the link I was given or signed in',
        params: z.object({ id: Id }),
        querystring: FileLink,
        response: { 200: z.unknown().describe('The file as it came.') },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { name, mime, bytes, content } = await files.open(await whose(request, id, request.query), id)
      // Whatever else stands in the file, a browser that is led here runs none of it.
      reply.header('Content-Security-Policy', "default-src 'none'; sandbox")
      reply.header('Content-Disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
      reply.header('Content-Length', bytes)
      return reply.type(mime).send(Readable.from(content))
    },
  )

  app.get(
    '/api/files',
    {
      config: { scope: 'read' },
      schema: { tags: ['files'], summary: 'How much room my files take', response: { 200: FileRoom } },
    },
    ({ learner }) => files.room(learner.userId),
  )
}
