import { t } from '../messages/messages.ts'
import '../conversation/sources.en.ts'

const KNOWN = ['wikipedia', 'arxiv', 'tavily', 'searxng'] as const

/** What people call a search; one that is not known here, by its own name. */
export function foundWith(search: string): string {
  const known = KNOWN.find((each) => each === search)
  return known ? t(`found.${known}`) : search
}
