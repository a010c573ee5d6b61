import multipart from '@fastify/multipart'
import {
  Document,
  DocumentDetail,
  DocumentParts,
  DocumentPartsQuery,
  Documents,
  DocumentsQuery,
} from '@lva/contracts/documents'
import { FILE_BYTES_MAX } from '@lva/contracts/file-limits'
import { FileName, FromAddress } from '@lva/contracts/files'
import { Id } from '@lva/contracts/text'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { jsonBody } from '../http/bodies.ts'
import { clientGone } from '../http/events.ts'
import type { App } from '../http/http.ts'
import { fileIn, takeBodiesAsTheyCome } from '../http/uploads.ts'
import { Problem } from '../problem.ts'
import type { DocumentKeeper } from './documents.ts'

const tags = ['documents']
const OfId = z.object({ id: Id })
/** What a form has around its file. */
const FORM_BYTES = 64 * 1024
const ADDRESS_BYTES_MAX = 8 * 1024

/** Documents: sent, fetched, read, looked into, removed. */
export function documentRoutes(app: App, documents: DocumentKeeper) {
  app.register(async (inner: App) => {
    takeBodiesAsTheyCome(inner)
    inner.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit: ADDRESS_BYTES_MAX }, jsonBody(app))
    await inner.register(multipart, {
      limits: { files: 1, fields: 4, parts: 5, fieldSize: 1_000, headerPairs: 20, fileSize: FILE_BYTES_MAX + 1 },
    })

    inner.post(
      '/api/upload/document',
      {
        bodyLimit: FILE_BYTES_MAX + FORM_BYTES,
        config: { scope: 'write', streamed: true },
        schema: {
          tags,
          summary: 'Give a document to be read',
          description:
            'The file as a form (`multipart/form-data`) or as the body itself, or JSON with the address it is fetched from: `{url, name?}`. PDF, Word (.docx), EPUB, HTML, Markdown or text, at most 25 MB. 200: this file was here already.',
          querystring: FileName,
          response: { 200: Document, 201: Document },
        },
      },
      async (request, reply) => {
        const { userId } = request.learner
        const address = addressIn(request)
        const { document, isNew } = address
          ? await documents.fetch(userId, { ...address, signal: clientGone(reply) })
          : await documents.upload(userId, ...(await namedFileIn(request)))
        reply.code(isNew ? 201 : 200)
        return document
      },
    )
  })

  app.get(
    '/api/documents',
    {
      config: { scope: 'read' },
      schema: { tags, summary: 'My documents', querystring: DocumentsQuery, response: { 200: Documents } },
    },
    async ({ learner, query }) => {
      const list = await documents.list(learner.userId, query)
      return { documents: list, count: list.length }
    },
  )

  app.get(
    '/api/documents/:id',
    {
      config: { scope: 'read' },
      schema: { tags, summary: 'A document and its headings', params: OfId, response: { 200: DocumentDetail } },
    },
    ({ learner, params }) => documents.one(learner.userId, params.id),
  )

  app.get(
    '/api/documents/:id/parts',
    {
      config: { scope: 'read' },
      schema: {
        ...{ tags, summary: 'Read in a document', params: OfId, querystring: DocumentPartsQuery },
        response: { 200: DocumentParts },
      },
    },
    async ({ learner, params, query }) => {
      const parts = await documents.parts(learner.userId, params.id, query)
      return { parts, count: parts.length }
    },
  )

  app.post(
    '/api/documents/:id/retry',
    {
      config: { scope: 'write' },
      schema: { tags, summary: 'Have a document read again', params: OfId, response: { 200: Document } },
    },
    ({ learner, params }) => documents.retry(learner.userId, params.id),
  )

  app.post(
    '/api/documents/:id/cancel',
    {
      config: { scope: 'write' },
      schema: { tags, summary: 'Stop reading a document', params: OfId, response: { 200: Document } },
    },
    ({ learner, params }) => documents.cancel(learner.userId, params.id),
  )

  app.delete(
    '/api/documents/:id',
    {
      config: { scope: 'write' },
      schema: { tags, summary: 'Remove a document with every trace', params: OfId, response: { 204: z.null() } },
    },
    async ({ learner, params }, reply) => {
      await documents.remove(learner.userId, params.id)
      return reply.code(204).send(null)
    },
  )
}

function addressIn(request: FastifyRequest): { url: string; name: string | undefined } | null {
  if (!request.headers['content-type']?.startsWith('application/json')) return null
  const { success, data } = FromAddress.safeParse(request.body)
  if (!success) throw new Problem('bad-request', 'Say which address to fetch: {"url": "https://…"}.')
  return { url: data.url, name: data.name }
}

/** The file of a request as it comes, and what it is called: by its form, or by the address. */
async function namedFileIn(
  request: FastifyRequest,
): Promise<[AsyncIterable<Uint8Array>, { name: string | undefined }]> {
  const { name } = request.query as z.infer<typeof FileName>
  if (!request.isMultipart()) return [fileIn(request), { name }]
  const part = await request.file()
  if (!part) throw new Problem('bad-request', 'There is no file in this form.')
  return [part.file, { name: name ?? part.filename }]
}
