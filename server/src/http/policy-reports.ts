import { type BrowserReports, CspViolation, type PolicyReports } from '@lva/contracts/policy-reports'
import { POLICY_PARTS } from './security-headers.ts'

// Anybody may send reports, so there is an end to what they can make us keep and log.
const KINDS_MAX = 100
/** What a browser names where there is no address, and what we call it. */
const WORDS = /^(?:inline|eval|wasm-eval|trusted-types-(?:policy|sink)|self|data|blob|about|filesystem|null)$/
const PARTS = new Set(POLICY_PARTS.flatMap((part) => [part, `${part}-elem`, `${part}-attr`]))

interface Violation {
  directive: string
  blocked: string
  page: string
}

export type PolicyReporting = ReturnType<typeof collectPolicyReports>

/**
 * Collects what browsers say the content security policy stopped: each kind is logged once and then counted. Kept are the directive,
 * the blocked origin and the first part of our own path; never a query, a fragment or a sample of the page.
 */
export function collectPolicyReports({
  now,
  log,
}: {
  now: () => Date
  log: { warn(fields: object, message: string): void }
}) {
  const kinds = new Map<string, PolicyReports['reports'][number]>()
  let others = 0

  function count(violation: Violation) {
    const key = Object.values(violation).join(' ')
    const at = now().toISOString()
    const known = kinds.get(key)
    if (known) {
      known.count += 1
      known.last_seen = at
    } else if (kinds.size < KINDS_MAX) {
      kinds.set(key, { ...violation, count: 1, first_seen: at, last_seen: at })
      log.warn(violation, 'a browser reports that a page broke the content security policy')
    } else {
      others += 1
    }
  }

  return {
    /** Takes what one browser sent. What is no violation of a policy like ours is passed over. */
    take(reports: BrowserReports): void {
      for (const violation of violationsOf(reports)) if (PARTS.has(violation.directive)) count(violation)
    },
    /** Everything since the server started, the latest kind last. */
    list: (): PolicyReports => ({ reports: [...kinds.values()], others }),
  }
}

/** The violations in a browser's reports, without anything that could say who saw them. */
function violationsOf(reports: BrowserReports): Violation[] {
  if (!Array.isArray(reports)) {
    const { 'csp-report': report } = reports
    const directive = report['effective-directive'] || (report['violated-directive'] ?? '').split(' ', 1)[0] || ''
    return [{ directive, blocked: blockedOf(report['blocked-uri']), page: pageOf(report['document-uri']) }]
  }
  return reports.flatMap(({ type, body }) => {
    const read = type === 'csp-violation' ? CspViolation.safeParse(body) : null
    if (!read?.success) return []
    const { effectiveDirective, blockedURL, documentURL } = read.data
    return [{ directive: effectiveDirective, blocked: blockedOf(blockedURL ?? ''), page: pageOf(documentURL) }]
  })
}

function blockedOf(blocked: string): string {
  if (blocked === '') return 'inline'
  if (WORDS.test(blocked)) return blocked
  const url = URL.parse(blocked)
  if (!url) return 'something else'
  return /^(?:https?|wss?):$/.test(url.protocol)
    ? `${url.protocol}//${url.host}`.slice(0, 200)
    : url.protocol.slice(0, 40)
}

// The rest of a path may be the name of a session, which somebody chose.
function pageOf(document: string): string {
  const [, first = '', ...rest] = URL.parse(document)?.pathname.split('/') ?? []
  const shown = /^[\w.-]{0,40}$/.test(first) ? first : '…'
  return rest.length > 0 ? `/${shown}/…` : `/${shown}`
}
