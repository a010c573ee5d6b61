import { readFileSync } from 'node:fs'
import {
  DataExport,
  DataImport,
  Deletion,
  DeletionRequest,
  ExportRequest,
  IMPORT_BYTES_MAX,
  PrivacyOverview,
} from '@lva/contracts/privacy'
import { Id } from '@lva/contracts/text'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { App } from '../http/http.ts'
import { fileIn, takeBodiesAsTheyCome } from '../http/uploads.ts'
import { vary } from '../http/vary.ts'
import { LEGAL_NAMES, type LegalName } from './legal.ts'
import { renderLegal } from './legal-page.ts'
import type { Privacy } from './privacy.ts'

const tags = ['privacy']
const Nothing = z.null().describe('Nothing.')
const OfId = z.object({ id: Id })
const RETRY_AFTER = 2
const style = readFileSync(new URL('legal.css', import.meta.url), 'utf8')

/** The doors of privacy: one's own data, and the legal pages. */
export function privacyRoutes(app: App, privacy: Privacy) {
  const { exports, imports, erasures } = privacy

  app.get(
    '/api/gdpr',
    { schema: { tags, summary: 'What happens to my data', response: { 200: PrivacyOverview } } },
    ({ learner }) => privacy.overview(learner.userId),
  )

  app.post(
    '/api/gdpr/export',
    { schema: { tags, summary: 'Export my data', body: ExportRequest, response: { 200: DataExport } } },
    ({ learner, body, ip }) => exports.request(learner.userId, body, { address: ip }),
  )

  app.get(
    '/api/gdpr/export/:id',
    { schema: { tags, summary: 'How far an export is', params: OfId, response: { 200: DataExport } } },
    ({ learner, params }) => exports.status(learner.userId, params.id),
  )

  app.get(
    '/api/gdpr/export/:id/download',
    {
      schema: {
        tags,
        summary: 'Download an export',
        description: 'Waits up to 5 seconds for an export that is being made, then answers 202 with `Retry-After`.',
        params: OfId,
        response: { 200: z.unknown().describe('The file.'), 202: DataExport },
      },
    },
    async (request, reply) => {
      const { userId } = request.learner
      const leaving = new AbortController()
      reply.raw.once('close', () => leaving.abort())
      const file = await exports.download(userId, request.params.id, {
        ...{ address: request.ip, peek: request.method === 'HEAD', signal: leaving.signal },
      })
      if (!file) {
        reply.code(202).header('Retry-After', RETRY_AFTER)
        return exports.status(userId, request.params.id)
      }
      reply
        .type(file.mime)
        .header('Content-Disposition', `attachment; filename="${file.name}"`)
        .header('Repr-Digest', `sha-256=:${Buffer.from(file.sha256 ?? '', 'hex').toString('base64')}:`)
        .header('Content-Length', file.bytes ?? 0)
      return reply.send(file.content)
    },
  )

  importRoutes(app, imports)

  app.post(
    '/api/gdpr/delete',
    { schema: { tags, summary: 'Have my account erased', body: DeletionRequest, response: { 200: Deletion } } },
    ({ learner: { userId }, body, ip }) =>
      erasures.schedule(userId, { reason: body.reason ?? null, by: { userId, address: ip } }),
  )

  app.post(
    '/api/gdpr/delete/cancel',
    { schema: { tags, summary: 'Keep my account after all', response: { 204: Nothing } } },
    async ({ learner: { userId }, ip }, reply) => {
      await erasures.cancel(userId, { by: { userId, address: ip } })
      reply.code(204)
      return null
    },
  )

  legalRoutes(app, privacy)
}

/** A file is taken in as it is, whatever it is called: it may be larger than any other body, and is not held in memory. */
function importRoutes(app: App, imports: Privacy['imports']) {
  app.register(async (inner: App) => {
    takeBodiesAsTheyCome(inner)

    inner.post(
      '/api/gdpr/import',
      {
        bodyLimit: IMPORT_BYTES_MAX,
        config: { streamed: true },
        schema: {
          tags,
          summary: 'Bring an export in',
          description: 'The body is the file: the JSON of an export, or the ZIP. What is here already stays as it is.',
          response: { 202: DataImport },
        },
      },
      async (request, reply) => {
        const file = fileIn(request)
        reply.code(202)
        return imports.request(request.learner.userId, file, { address: request.ip })
      },
    )
  })

  app.get(
    '/api/gdpr/import/:id',
    { schema: { tags, summary: 'How far an import is', params: OfId, response: { 200: DataImport } } },
    ({ learner, params }) => imports.status(learner.userId, params.id),
  )
}

function legalRoutes(app: App, privacy: Privacy) {
  const options = { config: { open: true }, schema: { hide: true } }

  for (const name of [...LEGAL_NAMES, 'all'] as const) {
    app.get(`/legal/${name}`, options, async (request, reply) => {
      const names: readonly LegalName[] = name === 'all' ? LEGAL_NAMES : [name]
      const pages = await Promise.all(names.map((one) => privacy.legalPage(one)))
      vary(reply, 'Accept')
      reply.header('Cache-Control', 'no-cache')
      if (wantsJson(request)) return name === 'all' ? { pages } : pages[0]
      return reply.type('text/html; charset=utf-8').send(renderLegal(pages))
    })
  }

  app.get('/legal/legal.css', { ...options, config: { open: true, limit: 'static' } }, (_request, reply) =>
    reply.header('Cache-Control', 'no-cache').type('text/css; charset=utf-8').send(style),
  )
}

const wantsJson = ({ headers: { accept = '' } }: FastifyRequest) =>
  /\bapplication\/json\b/i.test(accept) && !/\btext\/html\b/i.test(accept)
