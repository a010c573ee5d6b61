import { CardsBrought } from '@lva/contracts/anki'
import { z } from 'zod'
import { clientGone, sendEvents } from '../../http/events.ts'
import type { App } from '../../http/http.ts'
import { fileIn, takeBodiesAsTheyCome } from '../../http/uploads.ts'
import type { Anki } from './anki.ts'
import { PACKAGE_BYTES_MAX } from './package.ts'

const tags = ['reviews']

/** Cards of Anki: brought in, and taken along. */
export function ankiRoutes(app: App, anki: Anki) {
  app.register(async (inner: App) => {
    takeBodiesAsTheyCome(inner)

    inner.post(
      '/api/reviews/import',
      {
        bodyLimit: PACKAGE_BYTES_MAX,
        config: { scope: 'write', streamed: true },
        schema: {
          tags,
          summary: 'Bring cards of Anki in',
          description:
            'The body is the file: an `.apkg` or `.colpkg` of any version of Anki, at most 250 MB. Answers when all of it is in; with `Accept: text/event-stream` it tells how far it is (`import-progress`) and ends with `import-end`. What is here already stays as it is.',
          response: { 200: CardsBrought },
        },
      },
      async (request, reply) => {
        const events = anki.bring(request.learner, fileIn(request), { signal: clientGone(reply) })
        if (request.headers.accept?.includes('text/event-stream')) return sendEvents(request, reply, events)
        for await (const event of events) {
          if (event.type !== 'import-end') continue
          const { type: _, ...brought } = event
          return brought
        }
        throw new Error('An import ended without its end.')
      },
    )
  })

  app.get(
    '/api/reviews/export',
    {
      config: { scope: 'read' },
      schema: {
        tags,
        summary: 'Take my cards along to Anki',
        description: 'An `.apkg` with everything that is kept, its schedule and its reviews. 204: nothing is kept.',
        response: { 200: z.unknown().describe('The file.'), 204: z.null() },
      },
    },
    async ({ learner }, reply) => {
      const file = await anki.take(learner, { signal: clientGone(reply) })
      if (!file) return reply.code(204).send(null)
      reply
        .type('application/octet-stream')
        .header('Content-Disposition', 'attachment; filename="cards.apkg"')
        .header('Content-Length', file.length)
      return reply.send(Buffer.from(file))
    },
  )
}
