import type { Source } from '@lva/contracts/conversation'
import { type ExchangeRow, toExchange } from './exchange-row.ts'

/** The pages of the web a reply rests on, as an exported session lists them: by the numbers the reply calls them. Empty: there are none. */
export const pagesAsMarkdown = (row: ExchangeRow): string =>
  listed(row, 'Sources:\n\n', ({ title, url }, mark) => `- ${escaped(`${mark}${title}`)}, <${url}>`)

/** The same for a plain text. */
export const pagesAsText = (row: ExchangeRow): string =>
  listed(row, 'Sources:\n', ({ title, url }, mark) => `  ${mark || '- '}${title}, ${url}`)

function listed(row: ExchangeRow, head: string, line: (page: { title: string; url: string }, mark: string) => string) {
  const pages = toExchange(row).metadata.sources.filter(({ kind, url }) => kind === 'web' && url)
  if (pages.length === 0) return ''
  const inOrder = pages.toSorted((a, b) => (a.number ?? Infinity) - (b.number ?? Infinity))
  return `${head}${inOrder.map((page) => line(named(page), page.number ? `[${page.number}] ` : '')).join('\n')}\n`
}

function named({ title, url }: Source) {
  const address = (url ?? '').replace(/[<>\s]/g, encodeURIComponent)
  return { title: (title ?? '').replace(/\s+/g, ' ').trim() || address, url: address }
}

// A title is a stranger's: it may name a link, and hold no mark-up.
const escaped = (text: string) => text.replace(/[\\`*_{}[\]<>#|!]/g, '\\$&')
