import type { UnreadableReason } from '@lva/contracts/documents'

/** Why a document could not be read, in its owner's words. The file itself is kept and can be downloaded. */
export const REASONS: Readonly<Record<UnreadableReason, string>> = {
  damaged:
    'This file is damaged, and nothing in it can be read. Save it anew where it comes from, or send another copy.',
  encrypted: 'This file is protected with a password or a lock of its shop. Save a copy without it, and send that.',
  empty: 'There is nothing in this file.',
  'no-words':
    'There are no words in this file that can be read. If its pages are pictures, have their text recognised first.',
  'too-long':
    'This document is longer than I can read: at most 1,000 pages, or six million characters. Send it in parts.',
  'too-much-work': 'Reading this file takes more time or memory than one file may have. It may be damaged, or made to.',
  unknown: 'This is no document I can read. PDF, Word (.docx), EPUB, HTML, Markdown and plain text work.',
  'gave-up': 'The server was stopped several times while it was reading this file. You can have it read again.',
}
