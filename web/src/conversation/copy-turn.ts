import { siteOf } from '../research/site-of.ts'
import type { Turn } from './turn.ts'

/** A turn as it is taken along: what was said, the reply, and the pages that it names, by their numbers. */
export function copied({ words, reply, sources }: Pick<Turn, 'words' | 'reply' | 'sources'>): string {
  const pages = sources
    .filter(({ kind, url }) => kind === 'web' && siteOf(url))
    .toSorted((a, b) => (a.number ?? 100) - (b.number ?? 100))
    .map(({ number, title, url }) => `${number ? `[${number}] ` : ''}${title ? `${title}, ` : ''}${siteOf(url)?.href}`)
  return [words, reply, pages.join('\n')].filter(Boolean).join('\n\n')
}

/** Copies it. Throws where the browser does not allow it. */
export const copyTurn = (turn: Turn): Promise<void> => navigator.clipboard.writeText(copied(turn))
