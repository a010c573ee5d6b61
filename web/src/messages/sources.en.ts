import { know } from './known.ts'

/** What a reply rests on, and what was done to it. */
export const sources = know({
  'sources.label': 'Where this comes from',
  'sources.turn': 'You said this {when}',
  'sources.memory': 'Known of you since {when}',
  'sources.document': 'Your document',
  'sources.picture': 'Your picture',
  'sources.page': '{title}, page {page}',
  'sources.brought': '{title}, {when}',
  'sources.ungrounded': 'Something about your past had no ground in what you told me, so I left it out.',
  'sources.ordered': 'One of the texts I looked at gives orders to me. I took no notice of them.',
  'sources.withheld': 'I left out something that does not belong in a reply.',
})
