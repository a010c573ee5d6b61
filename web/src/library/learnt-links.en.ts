import { know } from '../messages/known.ts'

/** What leads to the pages of what was learnt from sessions. */
export const learntLinks = know({
  'learnt.places': 'What was learnt from your sessions',
  'learnt.memories': 'What you told me about yourself',
  'learnt.graph': 'What you speak of',
})
