import { z } from 'zod'
import { Instant } from './text.ts'

/** What browsers send as `application/csp-report`. Only these fields are read, and of addresses only the origin or the path's beginning. */
export const CspReport = z.object({
  'csp-report': z.object({
    'document-uri': z.string().max(8_192),
    'blocked-uri': z.string().max(8_192).default(''),
    'effective-directive': z.string().max(200).optional(),
    'violated-directive': z.string().max(2_000).optional(),
  }),
})

/** The body of a report of the type `csp-violation` in `application/reports+json`. */
export const CspViolation = z.object({
  documentURL: z.string().max(8_192),
  blockedURL: z.string().max(8_192).nullish(),
  effectiveDirective: z.string().max(200),
})

/** Reports of browsers, in either of their two forms. Of the newer one every type is taken and only `csp-violation` is read. */
export const BrowserReports = z.union([
  CspReport,
  z.array(z.object({ type: z.string().max(100), body: z.unknown() })).max(50),
])
export type BrowserReports = z.infer<typeof BrowserReports>

/** What broke the content security policy, on which kind of page, and how often since the server started. */
export const PolicyReports = z.object({
  reports: z.array(
    z.object({
      directive: z.string().describe('The part of the policy, e.g. `script-src-elem`.'),
      blocked: z.string().describe('The origin that was stopped, or `inline`, `eval`, `data`, `blob`.'),
      page: z.string().describe("The beginning of the page's path."),
      count: z.int(),
      first_seen: Instant,
      last_seen: Instant,
    }),
  ),
  others: z.int().describe('Reports of further kinds, which were only counted.'),
})
export type PolicyReports = z.infer<typeof PolicyReports>
