import { MyUse, QuotaExceptions } from '@lva/contracts/quotas'
import { Id } from '@lva/contracts/text'
import { z } from 'zod'
import type { App } from '../http/http.ts'
import type { QuotaKeeper } from './quotas.ts'

/** What learners may use in a day: seen by themselves, set by administrators. */
export function quotaRoutes(app: App, quotas: QuotaKeeper) {
  app.get(
    '/api/user/me/use',
    { schema: { summary: 'What I used today, and may use', tags: ['accounts'], response: { 200: MyUse } } },
    async ({ learner }) => quotas.today(learner.userId),
  )

  app.put(
    '/admin/users/:id/quotas',
    {
      config: { admin: true },
      schema: {
        summary: 'Set what a learner may use in a day',
        tags: ['administration'],
        params: z.object({ id: Id }),
        body: QuotaExceptions,
        response: { 200: QuotaExceptions },
      },
    },
    async ({ params, body, administrator, ip }) => quotas.except(params.id, body, { by: administrator, address: ip }),
  )
}
