import type { LegalPage } from './legal.ts'

/** Legal pages as one HTML page: no script, and nothing loaded but `/legal/legal.css`. */
export function renderLegal(pages: readonly LegalPage[]): string {
  const title = pages.length === 1 && pages[0] ? pages[0].title : 'Privacy, terms and cookies'
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} · Learning Voice Agent</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/legal/legal.css">
</head>
<body>
<nav aria-label="Legal"><a href="/">Learning Voice Agent</a><a href="/legal/privacy">Privacy</a><a href="/legal/terms">Terms</a><a href="/legal/cookies">Cookies</a></nav>
<main>
${pages.length === 1 ? '' : `<h1>${escaped(title)}</h1>\n`}${pages.map((page) => article(page, pages.length === 1 ? 1 : 2)).join('\n')}
</main>
</body>
</html>
`
}

function article({ title, sections }: LegalPage, level: number): string {
  const parts = sections.map(
    ({ heading, text }) =>
      `<section><h${level + 1}>${escaped(heading)}</h${level + 1}>${text
        .map((part) =>
          typeof part === 'string'
            ? `<p>${escaped(part)}</p>`
            : `<ul>${part.map((line) => `<li>${escaped(line)}</li>`).join('')}</ul>`,
        )
        .join('')}</section>`,
  )
  return `<article><h${level}>${escaped(title)}</h${level}>${parts.join('\n')}</article>`
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign)
