import { know } from '../messages/known.ts'

/** Pictures: the list, giving them, and what they show. */
export const pictures = know({
  'pictures.title': 'Pictures',
  'pictures.give': 'Add pictures',
  'pictures.take': 'Take a picture',
  'pictures.hint': 'JPEG, PNG, GIF or WebP, up to 25 MB each. Where and when a camera took them is not kept.',
  'pictures.list': 'Pictures',
  'pictures.older': 'Show older pictures',
  'pictures.empty.title': 'Your pictures will be here',
  'pictures.empty.text': 'What you write about them can be found beside what you said.',
  'pictures.written': 'What is written in it',
  'pictures.waiting': 'Waiting to be looked at',
  'pictures.failed': 'Nothing was seen in it.',
  'pictures.look': 'Look again',
  'pictures.caption': 'What it shows',
  'pictures.save': 'Keep these words',
  'pictures.saved': 'The words are kept.',
  'pictures.untitled': 'A picture without words',
  'pictures.open': 'Open the picture',
  'pictures.delete': 'Delete',
  'pictures.deleted': 'The picture is deleted.',
})
