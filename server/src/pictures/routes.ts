import { FILE_BYTES_MAX } from '@lva/contracts/file-limits'
import { NewPicture, Picture, PictureChange, Pictures, PicturesQuery } from '@lva/contracts/pictures'
import { Id } from '@lva/contracts/text'
import { z } from 'zod'
import { clientGone } from '../http/events.ts'
import type { App } from '../http/http.ts'
import { fileIn, takeBodiesAsTheyCome } from '../http/uploads.ts'
import type { PictureKeeper } from './pictures.ts'

const tags = ['pictures']
const OfId = z.object({ id: Id })

/** Pictures: sent, shown, looked at again, given words, removed. */
export function pictureRoutes(app: App, pictures: PictureKeeper) {
  app.register(async (inner: App) => {
    takeBodiesAsTheyCome(inner)

    inner.post(
      '/api/upload/image',
      {
        bodyLimit: FILE_BYTES_MAX,
        // Held in memory while it is drawn anew, so it counts as a large body does.
        config: { scope: 'write' },
        schema: {
          tags,
          summary: 'Give a picture to be kept',
          description:
            'The body is the file: JPEG, PNG, GIF or WebP, at most 25 MB. 200: this picture was here already.',
          querystring: NewPicture,
          response: { 200: Picture, 201: Picture },
        },
      },
      async (request, reply) => {
        const { picture, isNew } = await pictures.upload(request.learner.userId, fileIn(request), {
          ...{ caption: request.query.caption ?? '', signal: clientGone(reply) },
        })
        reply.code(isNew ? 201 : 200)
        return picture
      },
    )
  })

  app.get(
    '/api/pictures',
    {
      config: { scope: 'read' },
      schema: { tags, summary: 'My pictures', querystring: PicturesQuery, response: { 200: Pictures } },
    },
    async ({ learner, query }) => {
      const list = await pictures.list(learner.userId, query)
      return { pictures: list, count: list.length }
    },
  )

  app.get(
    '/api/pictures/:id',
    {
      config: { scope: 'read' },
      schema: { tags, summary: 'A picture', params: OfId, response: { 200: Picture } },
    },
    ({ learner, params }) => pictures.one(learner.userId, params.id),
  )

  app.patch(
    '/api/pictures/:id',
    {
      config: { scope: 'write' },
      schema: {
        tags,
        summary: 'Say what a picture shows',
        params: OfId,
        body: PictureChange,
        response: { 200: Picture },
      },
    },
    ({ learner, params, body }) => pictures.change(learner.userId, params.id, body),
  )

  app.post(
    '/api/pictures/:id/look',
    {
      config: { scope: 'write' },
      schema: { tags, summary: 'Have a picture looked at again', params: OfId, response: { 200: Picture } },
    },
    ({ learner, params }) => pictures.look(learner.userId, params.id),
  )

  app.delete(
    '/api/pictures/:id',
    {
      config: { scope: 'write' },
      schema: { tags, summary: 'Remove a picture with every trace', params: OfId, response: { 204: z.null() } },
    },
    async ({ learner, params }, reply) => {
      await pictures.remove(learner.userId, params.id)
      return reply.code(204).send(null)
    },
  )
}
