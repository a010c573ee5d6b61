import { know } from '../messages/known.ts'

/** What a conversation is about: documents and pictures beside the box. */
export const attachments = know({
  'attach.title': 'Attach',
  'attach.list': 'What this is about',
  'attach.device': 'From this device',
  'attach.hint':
    'PDF, Word, EPUB, HTML, Markdown, text or a picture, up to 25 MB each. You can also drop or paste them here.',
  'attach.drop': 'Drop them here',
  'attach.library': 'From the library',
  'attach.find': 'Find by name',
  'attach.none': 'Nothing in the library has this in its name.',
  'attach.empty': 'The library is empty. What you attach from this device is kept there.',
  'attach.more': 'Show older ones',
  'attach.remove': 'Do not talk about it any more: {name}',
  'attach.most': 'At most {count} are talked about at once. Take one off first.',
  'attach.gone': '“{name}” was deleted, so it is not attached any more.',
})
