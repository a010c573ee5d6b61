import { Readable } from 'node:stream'
import { AuditExportQuery, AuditPage, AuditQuery } from '@lva/contracts/administration'
import { z } from 'zod'
import type { App } from '../http/http.ts'
import type { Audit } from './audit.ts'
import { csvLines, jsonLines } from './lines.ts'

const FORMATS = {
  jsonl: { type: 'application/x-ndjson; charset=utf-8', lines: jsonLines },
  csv: { type: 'text/csv; charset=utf-8', lines: csvLines },
}

/** The audit log, for administrators. */
export function auditRoutes(app: App, audit: Audit) {
  const config = { admin: true }

  app.get(
    '/admin/audit',
    {
      config,
      schema: {
        summary: 'The audit log',
        tags: ['administration'],
        querystring: AuditQuery,
        response: { 200: AuditPage },
      },
    },
    async ({ query }) => audit.page(query),
  )

  app.get(
    '/admin/audit/export',
    {
      config,
      schema: {
        summary: 'Download the audit log',
        tags: ['administration'],
        querystring: AuditExportQuery,
        response: { 200: z.unknown().describe('The file, as an attachment: JSON Lines or CSV.') },
      },
    },
    async ({ query: { format, ...wanted }, administrator, ip }, reply) => {
      await audit.noteExport({ by: administrator, address: ip, format })
      const { type, lines } = FORMATS[format]
      reply.header('Content-Disposition', `attachment; filename="audit.${format}"`)
      return reply.type(type).send(Readable.from(lines(audit.all(wanted))))
    },
  )
}
