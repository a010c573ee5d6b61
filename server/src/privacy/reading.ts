import type { Row, Store } from './stores.ts'

/** A store as a page to read, in Markdown. Turns are told as a talk, everything else as a list of what is known. */
export async function* writeReading({ as, pages }: Pick<Store, 'as' | 'pages'>): AsyncGenerator<string> {
  yield `# ${titleOf(as)}\n`
  let session: unknown
  let empty = true
  for await (const rows of pages()) {
    empty = false
    let text = ''
    for (const row of rows) {
      if (as !== 'conversations') {
        text += facts(row)
        continue
      }
      if (row.session_id !== session) text += `\n## ${escaped(row.session_id)}\n`
      session = row.session_id
      text += turn(row)
    }
    yield text
  }
  if (empty) yield '\nNothing.\n'
}

function turn({ said_at, user_text, agent_text, provider }: Row): string {
  const answer = agent_text ? `\n**${escaped(provider ?? 'Companion')}**\n\n${quoted(agent_text)}\n` : ''
  return `\n**You** · ${String(said_at)}\n\n${quoted(user_text || '(a recording, not written down)')}\n${answer}`
}

function facts(row: Row): string {
  const lines = Object.entries(row).map(
    ([name, value]) =>
      `- ${titleOf(name)}: ${value === null ? 'none' : escaped(typeof value === 'object' ? JSON.stringify(value) : value)}`,
  )
  return `\n${lines.join('\n')}\n`
}

const titleOf = (name: string) => (name.charAt(0).toUpperCase() + name.slice(1)).replaceAll('_', ' ')

const quoted = (text: unknown) =>
  String(text)
    .split('\n')
    .map((line) => `> ${escaped(line)}`)
    .join('\n')

// What was said stays words: no heading, link or tag comes out of it where the page is shown.
const escaped = (text: unknown) =>
  String(text)
    .replace(/[\\`*_[\]<>#|~&]/g, '\\$&')
    .replace(/[\r\n]+/g, ' ')
