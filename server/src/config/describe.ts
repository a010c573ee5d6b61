import { SECTIONS } from './sections.ts'
import type { Setting } from './setting.ts'

type Row = [key: string, setting: Setting]

const sections = () =>
  Object.entries(SECTIONS).map(([title, settings]) => ({ title, rows: Object.entries(settings) as Row[] }))

/** The documents generated from the settings: `docs/configuration.md` and `.env.example`. A test holds the files to them. */
export function describeConfiguration(): { page: string; example: string } {
  return { page: page(), example: example() }
}

function page(): string {
  const lines = [
    '# Configuration',
    '',
    'Generated from `server/src/config/settings/`; change it there and run `npm run docs`.',
    '',
    'Every setting is an environment variable and none is required in development. A `.env` file in the working directory',
    '(or the one named by `lva serve --env-file FILE`) is read as well and never overrides the environment. Each setting',
    'may be given as a file: `KEY_FILE=/path` instead of `KEY=value`. Quotes around a value are removed, a blank value',
    'counts as not given, and a list is a JSON array or entries between commas. A configuration that cannot be used is',
    'reported with all its faults at once, and nothing starts; names that look like a misspelt setting are warned of.',
  ]
  for (const { title, rows } of sections()) {
    lines.push('', `## ${title}`, '', '| Setting | Default | Meaning | In production |', '|---|---|---|---|')
    for (const [key, setting] of rows)
      lines.push(`| \`${key}\` | ${standardCell(setting)} | ${meaningCell(setting)} | ${setting.production ?? ''} |`)
  }
  return `${lines.join('\n')}\n`
}

function standardCell({ standard }: Setting): string {
  if (standard === undefined || standard === '') return '–'
  if (typeof standard === 'string') return `\`${standard}\``
  return `\`${standard.development}\` in development, else \`${standard.otherwise}\``
}

function meaningCell({ meaning, unit, secret, reserved }: Setting): string {
  const parts = [meaning.replaceAll('|', '\\|')]
  if (unit) parts.push(`In ${unit}.`)
  if (secret) parts.push('Secret.')
  if (reserved) parts.push('Reserved: validated, not used yet.')
  return parts.join(' ')
}

function example(): string {
  const lines = [
    '# Copy to .env and uncomment what you want to change. docs/configuration.md says what each setting means.',
  ]
  for (const { title, rows } of sections()) {
    const used = rows.filter(([, { reserved }]) => !reserved)
    if (used.length === 0) continue
    lines.push('', `# ${title}`)
    for (const [key, setting] of used) lines.push(`# ${key}=${exampleOf(setting)}`)
  }
  return `${lines.join('\n')}\n`
}

function exampleOf({ standard, example }: Setting): string {
  if (example !== undefined) return example
  return (typeof standard === 'string' ? standard : standard?.development) ?? ''
}
