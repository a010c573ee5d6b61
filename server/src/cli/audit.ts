import { parseArgs } from 'node:util'
import { AuditAction, type AuditEvent } from '@lva/contracts/audit'
import { type Command, configFor, UsageError } from './command.ts'
import { inOwnHouse } from './own-house.ts'

/** `lva audit`: prints the audit log, oldest first. Works beside a running server. */
export const audit: Command = {
  summary: 'Print the audit log',
  usage: 'lva audit [--since DAY] [--action ACTION] [--person E-MAIL|PSEUDONYM] [--json] [--env-file FILE]',
  async run(terminal) {
    const { values } = parseArgs({
      args: terminal.args,
      options: {
        since: { type: 'string' },
        action: { type: 'string' },
        person: { type: 'string' },
        json: { type: 'boolean' },
        'env-file': { type: 'string' },
      },
    })
    const since = values.since === undefined ? undefined : new Date(values.since)
    if (since && Number.isNaN(since.getTime())) throw new UsageError('--since is a day like 2026-03-01, or an instant.')
    const action = AuditAction.optional().safeParse(values.action)
    if (!action.success) throw new UsageError(`--action is one of ${AuditAction.options.join(', ')}.`)
    return inOwnHouse(terminal, configFor(terminal, values['env-file']), async ({ audit }) => {
      const wanted = { action: action.data, person: values.person, since: since?.toISOString() }
      for await (const event of audit.all(wanted)) terminal.print(values.json ? JSON.stringify(event) : lineOf(event))
      return 0
    })
  },
}

function lineOf({ at, action, actor, actor_email, subject, subject_email, address, details }: AuditEvent): string {
  const facts = Object.entries(details).map(([name, fact]) => `${name}=${fact}`)
  return [
    ...[at, action, `by ${actor_email ?? actor}`],
    ...(subject ? [`about ${subject_email ?? subject}`] : []),
    ...(address ? [`from ${address}`] : []),
    ...facts,
  ].join('  ')
}
