import { PIECE_BYTES_MAX } from '@lva/contracts/piece-limits'
import { PutBack, PuttingBack, Setup, StoredBackups, Uploaded, UploadPiece } from '@lva/contracts/setup'
import { z } from 'zod'
import type { App } from '../http/http.ts'
import { Problem } from '../problem.ts'
import type { FirstRun } from './first-run.ts'

const tags = ['backups']
const Token = z.object({ 'x-setup-token': z.string().max(100) })

/** Putting a backup back while nobody has an account: open, because nobody can sign in, and shut to whoever has no setup token. */
export function firstRunRoutes(app: App, firstRun: FirstRun) {
  const open = { open: true }
  const guarded = { open: true, limit: 'auth' as const }

  app.get(
    '/api/setup',
    {
      config: { ...open, limit: 'health' },
      schema: { summary: 'Is this installation empty?', tags, response: { 200: Setup } },
    },
    async () => firstRun.state(),
  )

  app.get(
    '/api/setup/backups',
    {
      config: guarded,
      schema: { summary: 'Backups that can be put back', tags, headers: Token, response: { 200: StoredBackups } },
    },
    async ({ headers }) => ({ backups: await firstRun.stored(headers['x-setup-token']) }),
  )

  app.register(async (inner: App) => {
    inner.removeAllContentTypeParsers()
    inner.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, bytes, done) => done(null, bytes))
    inner.post(
      '/api/setup/upload',
      {
        bodyLimit: PIECE_BYTES_MAX,
        config: { ...open, limit: 'static' },
        schema: {
          summary: 'Send a backup, piece by piece',
          tags,
          headers: Token,
          querystring: UploadPiece,
          response: { 200: Uploaded },
        },
      },
      async ({ headers, query, body }) => {
        if (!Buffer.isBuffer(body)) throw new Problem('empty-file', 'There is nothing in this piece.')
        return { bytes: await firstRun.take(headers['x-setup-token'], query.what, query.at, body) }
      },
    )
  })

  app.post(
    '/api/setup/restore',
    {
      config: guarded,
      schema: { summary: 'Put a backup back', tags, headers: Token, body: PutBack, response: { 202: PuttingBack } },
    },
    async ({ headers, body }, reply) => {
      const putting = await firstRun.putBack(headers['x-setup-token'], body)
      reply.code(202)
      return putting
    },
  )
}
