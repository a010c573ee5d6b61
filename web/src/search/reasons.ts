import type { SearchResult } from '@lva/contracts/search'
import { t } from '../messages/messages.ts'
import './messages.en.ts'

/** Why something was found, in a few words each. */
export function reasons({ why, kind }: SearchResult): string[] {
  const { words, beside, dated, meaning } = why
  return [
    ...(words.length ? [t('search.why.words', { words: words.join(', ') })] : []),
    ...(beside.length
      ? [t(kind === 'turn' ? 'search.why.beside' : 'search.why.beside.page', { words: beside.join(', ') })]
      : []),
    ...(dated ? [t('search.why.dated')] : []),
    ...(meaning === undefined ? [] : [t('search.why.meaning')]),
  ]
}
