import { mailSettings } from '../../settings.ts'
import { done, failed, person, type Section, type Seen, settingsStep, type Verdict } from './step.ts'
import { outside, outsideStep } from './testing-steps.ts'

/** Checks that have a line of their own. */
const SHOWN = new Set([
  ...['health', 'auth-flow', 'conversation', 'socket', 'headers', 'rate-limit', 'cors', 'forbidden-paths', 'tls'],
  ...['response-time', 'gdpr', 'error-rate'],
])

/** One of three ways. */
export const DEPLOYING: Section = {
  title: 'Deploying',
  steps: [
    {
      id: 'deployed',
      title: 'Deployed by one of three ways',
      judge(seen) {
        if (!seen.target)
          return person('no deployment was asked', 'Follow docs/DEPLOYMENT_GUIDE.md, then add --target https://…')
        const { state, detail } = outside(seen, 'health')
        if (state !== 'done') return failed(`${seen.target}: ${detail}`, 'docs/RUNBOOK.md, "It does not start".')
        const origin = new URL(seen.target).origin
        const wanted = seen.config?.PUBLIC_URL
        return wanted === undefined || wanted === origin
          ? done(`${seen.target} answers`)
          : person(`${seen.target} answers, and PUBLIC_URL is ${wanted}`, 'See that people come by PUBLIC_URL.')
      },
    },
  ],
}

/** Whether it works for people. */
export const FUNCTIONAL: Section = {
  title: 'After deploying: functions',
  steps: [
    outsideStep('health', 'Health'),
    outsideStep('auth-flow', 'Signing up and in'),
    outsideStep('conversation', 'Conversation'),
    outsideStep('socket', 'WebSocket'),
  ],
}

/** Whether it is shut to everybody else. */
export const SHUT: Section = {
  title: 'After deploying: security',
  steps: [
    outsideStep('headers', 'Security headers'),
    outsideStep('rate-limit', 'Rate limits'),
    outsideStep('cors', 'Other origins'),
    outsideStep('forbidden-paths', 'What nobody may open'),
    outsideStep('tls', 'Certificate'),
    { id: 'other-checks', title: 'Everything else npm run verify asks', judge: otherChecks },
    {
      id: 'ssl-labs',
      title: 'Grade of the encryption',
      judge: ({ config, target }) => {
        const host = target ?? config?.PUBLIC_URL
        return person(
          'another service looks at it',
          `https://www.ssllabs.com/ssltest/analyze.html?d=${host ? new URL(host).hostname : 'YOUR.DOMAIN'} should say A or A+.`,
        )
      },
    },
  ],
}

function otherChecks({ outside: answered, target }: Seen): Verdict {
  if (answered === null) return person('no deployment was asked', 'Add --target https://…')
  const others = [...answered].filter(([id]) => !SHOWN.has(id))
  const detailsOf = (wanted: Verdict['state']) =>
    others.flatMap(([id, { state, detail }]) => (state === wanted ? [`${id}: ${detail}`] : [])).join('; ')
  const [wrong, open] = [detailsOf('failed'), detailsOf('person')]
  const more = `npm run verify -- --target ${target} says more.`
  if (wrong) return failed(wrong, more)
  return open ? person(open, more) : done(others.map(([id]) => id).join(', '))
}

/** Whether it is quick. */
export const PERFORMANCE: Section = {
  title: 'After deploying: performance',
  steps: [
    outsideStep('response-time', 'Response times'),
    {
      id: 'load-test',
      title: 'Load (optional)',
      judge: ({ target }) =>
        person(
          'it keeps the deployment busy for minutes',
          `./scripts/run_load_tests.sh --target ${target ?? 'https://…'} --scenario load --users 100`,
        ),
    },
  ],
}

/** Whether somebody hears of it when something is wrong. */
export const WATCHING: Section = {
  title: 'After deploying: monitoring',
  steps: [
    settingsStep('error-reports', 'Faults and traces', ['SENTRY_DSN', 'OTEL_EXPORTER_OTLP_ENDPOINT'], (config) => {
      const to = [
        ...(config.SENTRY_DSN ? ['faults by Sentry’s protocol'] : []),
        ...(config.OTEL_EXPORTER_OTLP_ENDPOINT ? ['traces by OpenTelemetry'] : []),
      ]
      return to.length > 0
        ? done(to.join(', '))
        : person(
            'they stay in the log',
            'Set SENTRY_DSN, or OTEL_EXPORTER_OTLP_ENDPOINT (Datadog and New Relic take it), or leave it so: docs/MONITORING.md',
          )
    }),
    settingsStep('logs', 'Logs', ['LOG_JSON_FORMAT', 'LOG_LEVEL'], (config) =>
      config.LOG_JSON_FORMAT
        ? person(
            'one JSON object a line on standard output',
            'Have journald, Docker or the platform hand them to where you read logs.',
          )
        : failed('lines for people, which no collector reads', 'Set LOG_JSON_FORMAT=true.'),
    ),
    {
      id: 'uptime',
      title: 'Somebody outside asks whether it is up',
      judge: ({ target, config }) =>
        person(
          'a service elsewhere has to',
          `Have UptimeRobot, Pingdom, StatusCake or a machine of yours ask ${target ?? config?.PUBLIC_URL ?? ''}/health every minute.`,
        ),
    },
    settingsStep('alerts', 'Alerts', ['ALERT_WEBHOOK_URL', 'ALERT_MAIL', 'ADMIN_API_KEY'], (config) => {
      if (config.ALERT_WEBHOOK_URL) return done('sent to ALERT_WEBHOOK_URL')
      if (config.ALERT_MAIL && mailSettings(config)) return done('mailed to administrators')
      return config.ADMIN_API_KEY
        ? person(
            'this server tells nobody',
            'Set ALERT_WEBHOOK_URL, or have Prometheus read /metrics: docs/MONITORING.md',
          )
        : failed('nobody would hear of one', 'Set ALERT_WEBHOOK_URL, SMTP_URL, or ADMIN_API_KEY for Prometheus.')
    }),
  ],
}

/** The way back, and the weeks after. */
export const AFTERWARDS: Section = {
  title: 'Afterwards',
  steps: [
    {
      id: 'rollback',
      title: 'The way back',
      judge: () =>
        person(
          'the release before runs on the new schema',
          'Note which release runs now: docs/DEPLOYMENT_GUIDE.md, "Going back".',
        ),
    },
    {
      id: 'incident',
      title: 'Who does what when something goes wrong',
      judge: () =>
        person('people decide it', 'Read docs/RUNBOOK.md and docs/security/INCIDENT_RESPONSE.md once before.'),
    },
    {
      id: 'errors-daily',
      title: 'First week: errors',
      judge: () =>
        person('somebody looks every day', 'Compare what /metrics counts as 4xx and 5xx with the day before.'),
    },
    {
      id: 'security-log',
      title: 'First week: security log',
      judge: () => person('somebody reads it', 'npx lva audit'),
    },
    {
      id: 'baseline',
      title: 'First week: how quick it usually is',
      judge: () => person('somebody writes it down', 'Note p50, p95 and p99 of a usual day.'),
    },
    {
      id: 'upkeep',
      title: 'Every month: updates and audits',
      judge: () => person('somebody does it', 'Update to the latest release; npm run test:security'),
    },
  ],
}

/** What makes a deployment one that succeeded. */
export const CRITERIA: Section = {
  title: 'Success criteria',
  steps: [
    outsideStep('is-accessible', 'Accessible at its address', 'health'),
    outsideStep('is-healthy', 'Health check returns 200', 'health'),
    outsideStep('has-headers', 'All security headers present', 'headers'),
    outsideStep('signs-in', 'Authentication works', 'auth-flow'),
    outsideStep('converses', 'Conversation works', 'conversation'),
    outsideStep('keeps-sockets', 'WebSocket connections are stable', 'socket'),
    outsideStep('gdpr', 'GDPR endpoints work'),
    outsideStep('limits', 'Rate limiting is effective', 'rate-limit'),
    outsideStep('error-rate', 'Error rate below 0.5 %'),
    outsideStep('is-quick', 'p95 of response times below 500 ms', 'response-time'),
  ],
}
