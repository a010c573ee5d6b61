import { BrowserReports, PolicyReports } from '@lva/contracts/policy-reports'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { App } from './app.ts'
import { jsonBody } from './bodies.ts'
import { POLICY_REPORTS_URL } from './security-headers.ts'

const REPORT_BYTES_MAX = 16 * 1024

/** Where browsers say what the content security policy stopped, and where administrators read it. */
export async function policyReportRoutes(app: App): Promise<void> {
  await app.register(async (scope) => {
    // Browsers send these types for no page's asking, so no other address understands them.
    scope.addContentTypeParser(
      ['application/csp-report', 'application/reports+json'],
      { parseAs: 'buffer' },
      jsonBody(app),
    )
    scope.withTypeProvider<ZodTypeProvider>().post(
      POLICY_REPORTS_URL,
      {
        bodyLimit: REPORT_BYTES_MAX,
        config: { open: true, limit: 'reports' },
        schema: {
          summary: 'Report what the content security policy stopped',
          description: 'Sent by browsers themselves, as application/csp-report or application/reports+json.',
          tags: ['operations'],
          body: BrowserReports,
          response: { 204: z.null().describe('Nothing.') },
        },
      },
      async (request, reply) => {
        app.policyReports.take(request.body)
        reply.code(204)
        return null
      },
    )
  })

  app.get(
    '/admin/csp-reports',
    {
      config: { admin: true },
      schema: {
        summary: 'What browsers reported about the content security policy',
        tags: ['administration'],
        response: { 200: PolicyReports },
      },
    },
    async () => app.policyReports.list(),
  )
}
