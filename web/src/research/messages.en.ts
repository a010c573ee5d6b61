import { know } from '../messages/known.ts'

/** The pages of the web a session rests on. */
export const research = know({
  'research.title': 'What was looked up',
  'research.pages': { one: '{count} page', other: '{count} pages' },
  'research.text':
    'Pages that replies of this session rest on. What you keep is read in, and found like your other documents.',
  'research.none':
    'No reply of this session rests on a page of the web. Ask for something to be looked up, and its pages are listed here.',
  'research.keep': 'Keep in the library',
  'research.keep.named': 'Keep in the library: {title}',
  'research.keep.all': 'Keep all of them',
  'research.saved': 'In your library',
  'research.kept': { one: '“{title}” is in your library.', other: '{count} pages are in your library.' },
  'research.turn': 'Where it was used',
})
