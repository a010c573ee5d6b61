import { optional, setting } from '../setting.ts'
import {
  address,
  base,
  contact,
  decimal,
  headers,
  line,
  mailbox,
  masterKey,
  masterKeys,
  passphrase,
  pushPrivateKey,
  sentryDsn,
  whole,
  yesOrNo,
} from '../values.ts'

/** Keeping copies, sending messages, and being watched. */
export const OPERATIONS = {
  AUDIT_ADDRESS_DAYS: setting(
    whole(0, 3650),
    '90',
    'How long the audit log remembers from which network address something was done. 0: until the next night.',
    { unit: 'days' },
  ),
  BACKUP_ENABLED: setting(
    yesOrNo,
    'true',
    'Makes a backup every night (02:23 UTC) and puts the newest back for a try every Sunday. docs/guides/backup-and-restore.md',
  ),
  BACKUP_DIR: optional(line, 'Folder for backups. Unset: `backups` in DATA_DIR.'),
  BACKUP_PASSPHRASE: optional(
    passphrase,
    'Seals backups, so that it alone opens them on another machine: 12 characters or more. Unset: they are sealed with ENCRYPTION_KEY or keys.json, which then has to be kept apart from them.',
    { secret: true },
  ),
  BACKUP_KEEP_DAYS: setting(whole(0, 3650), '30', 'Daily backups that are kept.', { unit: 'days' }),
  BACKUP_KEEP_WEEKS: setting(whole(0, 520), '13', 'Weekly backups that are kept.', { unit: 'weeks' }),
  BACKUP_KEEP_MONTHS: setting(whole(0, 120), '12', 'Monthly backups that are kept.', {
    unit: 'months',
  }),
  SNAPSHOT_BEFORE_MIGRATION: setting(
    yesOrNo,
    'true',
    'Copies the database into `snapshots` in DATA_DIR before a new release changes its tables; without room for it the server does not start. docs/guides/upgrade-and-roll-back.md',
  ),
  S3_ENDPOINT: optional(base, 'Address of the object store backups are sent to as well. Unset: Amazon’s of S3_REGION.'),
  S3_REGION: setting(line, 'us-east-1', "The object store's region."),
  S3_BUCKET: optional(
    line,
    'Bucket of the object store, or a folder in it (`bucket/folder`). Unset: backups stay on this machine.',
  ),
  S3_ACCESS_KEY_ID: optional(line, "The object store's key id.", { secret: true }),
  S3_SECRET_ACCESS_KEY: optional(line, "The object store's key.", { secret: true }),
  ENCRYPTION_KEY: optional(
    masterKey,
    'Encrypts kept files: 32 random bytes in base64 or hexadecimal, or a text of 32 characters or more. Unset: made once and kept in DATA_DIR. docs/security/DATA_AT_REST.md',
    { secret: true, production: 'No well-known placeholder.' },
  ),
  ENCRYPTION_KEY_PREVIOUS: setting(
    masterKeys,
    '',
    'Older keys, which only open, until `lva keys rotate` has sealed everything with the new one: a JSON array, or keys between commas.',
    { secret: true },
  ),
  SMTP_URL: optional(
    address('smtp', 'smtps'),
    'Mail server, for forgotten passwords and verified addresses. smtp needs STARTTLS, unless the server is this machine. Special characters of user and password are percent-encoded. Needs MAIL_FROM and PUBLIC_URL. Unset: no mail is sent.',
    { secret: true, example: 'smtp://user:password@mail.example.org:587' },
  ),
  MAIL_FROM: optional(mailbox, 'Sender of mails: an address, with or without a name.', {
    example: 'Learning Voice Agent <companion@example.org>',
  }),
  VAPID_PUBLIC_KEY: optional(line, 'Public key for push messages to browsers; has to fit VAPID_PRIVATE_KEY.'),
  VAPID_PRIVATE_KEY: optional(
    pushPrivateKey,
    'Private key for push messages to browsers (P-256, 32 bytes in base64url). Browsers are bound to it. Unset: made once and kept in DATA_DIR.',
    { secret: true },
  ),
  VAPID_SUBJECT: optional(
    contact,
    'Whom a push service may write to. Unset: MAIL_FROM, or PUBLIC_URL where it is https.',
    { example: 'mailto:operator@example.org' },
  ),
  ALERT_WEBHOOK_URL: optional(
    address('https', 'http'),
    'Where alerts are sent as JSON when they open and close. Unset: they are shown to administrators, and mailed where ALERT_MAIL says so. docs/MONITORING.md',
    { secret: true, example: 'https://alerts.example.org/learning' },
  ),
  ALERT_WEBHOOK_SECRET: optional(
    passphrase,
    'Signs what is sent to ALERT_WEBHOOK_URL (HMAC-SHA256): 12 characters or more. Unset: it is not signed.',
    { secret: true },
  ),
  ALERT_MAIL: setting(yesOrNo, 'true', 'Mails alerts to administrators where mail is set up.'),
  SENTRY_DSN: optional(
    sentryDsn,
    'Where faults are reported by Sentry’s protocol: what went wrong and where in the code, and nothing anybody said. docs/MONITORING.md',
    { secret: true, example: 'https://key@sentry.example.org/1' },
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: optional(
    base,
    'Where traces are sent (OpenTelemetry, OTLP over HTTP in JSON), to /v1/traces below it. Unset: nothing is traced. docs/MONITORING.md',
    { example: 'http://127.0.0.1:4318' },
  ),
  OTEL_EXPORTER_OTLP_HEADERS: setting(
    headers,
    '',
    'Headers that go with traces, for the key of whoever takes them: name=value, between commas.',
    { secret: true },
  ),
  OTEL_TRACES_SAMPLER_ARG: setting(decimal(0, 1), '1', 'The share of requests that is traced, from 0 to 1.'),
  TRACEPARENT_FROM_PROXIES: setting(
    yesOrNo,
    'false',
    'Requests are parts of the traces that TRUSTED_PROXIES name in `traceparent`. Only where these replace what a client sends under that name.',
  ),
}
