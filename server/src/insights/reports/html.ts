import type { Paper } from './paper.ts'

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#2b2622;background:#fbfaf7}' +
  'table{border-collapse:collapse;width:100%}th,td{padding:.3rem .6rem;border-bottom:1px solid #ddd8d0;text-align:right}' +
  'th:first-child,td:first-child{text-align:left;font-weight:inherit}thead th{font-weight:600}'

/** A report as a page that needs nothing else; what learners named is text in it. */
export function asHtml({ title, lang, parts }: Paper): string {
  const body = parts.map(
    (part) => `<h2>${safe(part.heading)}</h2>\n${'lines' in part ? list(part.lines) : table(part)}`,
  )
  return `<!doctype html>
<html lang="${safe(lang)}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${safe(title)}</title><style>${STYLE}</style></head>
<body>
<h1>${safe(title)}</h1>
${body.join('\n')}
</body>
</html>
`
}

function list(lines: readonly string[]): string {
  return `<ul>${lines.map((line) => `<li>${safe(line)}</li>`).join('')}</ul>`
}

function table({ columns, rows }: { columns: string[]; rows: string[][] }): string {
  const head = columns.map((cell) => (cell ? `<th scope="col">${safe(cell)}</th>` : '<td></td>')).join('')
  const body = rows.map(([name = '', ...cells]) => {
    return `<tr><th scope="row">${safe(name)}</th>${cells.map((cell) => `<td>${safe(cell)}</td>`).join('')}</tr>`
  })
  return `<table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table>`
}

function safe(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
