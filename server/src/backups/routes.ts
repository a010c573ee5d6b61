import { Backups } from '@lva/contracts/backups'
import { z } from 'zod'
import type { App } from '../http/http.ts'
import type { BackupKeeper } from './backups.ts'

const tags = ['backups']
const config = { admin: true }
const nothing = { 204: z.null().describe('Nothing.') }
const Begun = z.object({ begun: z.literal(true) })

const Named = z.object({ name: z.string().max(60) })

/** The doors of backups, for administrators. Nothing can be put back through them: that is done with the server stopped. */
export function backupRoutes(app: App, backups: BackupKeeper) {
  app.get(
    '/api/backups',
    { config, schema: { summary: 'The backups, and how they went', tags, response: { 200: Backups } } },
    async () => backups.overview(),
  )

  app.post(
    '/api/backups',
    { config, schema: { summary: 'Make a backup now', tags, response: { 202: Begun } } },
    async ({ administrator, ip }, reply) => {
      await backups.askFor({ by: administrator, address: ip })
      reply.code(202)
      return { begun: true as const }
    },
  )

  app.post(
    '/api/backups/stop',
    { config, schema: { summary: 'Stop the backup that is being made', tags, response: nothing } },
    async ({ administrator, ip }, reply) => {
      await backups.stop({ by: administrator, address: ip })
      reply.code(204)
      return null
    },
  )

  app.delete(
    '/api/backups/:name',
    { config, schema: { summary: 'Remove a backup', tags, params: Named, response: nothing } },
    async ({ params, administrator, ip }, reply) => {
      await backups.remove(params.name, { by: administrator, address: ip })
      reply.code(204)
      return null
    },
  )

  app.post(
    '/api/backups/check',
    { config, schema: { summary: 'Try the newest backup', tags, response: { 202: Begun } } },
    async (_request, reply) => {
      await backups.askForCheck()
      reply.code(202)
      return { begun: true as const }
    },
  )

  app.get(
    '/api/backups/:name',
    {
      config,
      schema: {
        summary: 'Download a backup',
        tags,
        params: Named,
        response: { 200: z.unknown().describe('The archive, sealed as it lies on the disk.') },
      },
    },
    async ({ params, administrator, ip }, reply) => {
      const { bytes, content } = await backups.download(params.name, { by: administrator, address: ip })
      reply.header('Content-Disposition', `attachment; filename="${params.name}"`).header('Content-Length', bytes)
      return reply.type('application/octet-stream').send(content)
    },
  )
}
