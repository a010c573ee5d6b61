import { readMarkup } from './markup.ts'
import type { Piece } from './reading.ts'

/** Not for reading: what runs, what is drawn, what is filled in. */
const SILENT = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'svg',
  'math',
  'iframe',
  'object',
  'option',
  'button',
  'nav',
])
/** What stands on a line of its own. */
const BLOCKS = new Set(
  'address article aside blockquote body caption dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main ol p pre section table tbody td tfoot th thead tr ul'.split(
    ' ',
  ),
)

/** What is written in a page of HTML, without what is not for reading. */
export function readHtml(markup: string): Piece[] {
  const pieces: Piece[] = []
  let [silent, preformatted] = [0, 0]
  let text = ''
  let level = 0
  let title: string | null = null
  let inTitle = false

  function finish() {
    if (text.trim() !== '') pieces.push(level > 0 ? { heading: text, level } : { text })
    text = ''
  }

  readMarkup(markup, {
    open(name) {
      if (SILENT.has(name)) silent++
      if (silent > 0) return
      if (name === 'title') {
        inTitle = title === null
        title ??= ''
      }
      if (name === 'br') text += '\n'
      if (name === 'pre') preformatted++
      if (!BLOCKS.has(name)) return
      // Cells of a row are read in one breath.
      if ((name === 'td' || name === 'th') && text !== '') text += ' | '
      else if (name !== 'td' && name !== 'th') finish()
      level = levelOf(name) || level
    },
    text(part) {
      if (silent > 0) return
      if (inTitle) title += part
      else text += preformatted > 0 ? part : oneLine(part)
    },
    close(name) {
      if (SILENT.has(name)) silent = Math.max(0, silent - 1)
      if (name === 'title') inTitle = false
      if (silent > 0 || !BLOCKS.has(name)) return
      if (name === 'pre') preformatted = Math.max(0, preformatted - 1)
      if (name === 'td' || name === 'th') return
      finish()
      if (levelOf(name) > 0) level = 0
    },
  })
  finish()
  return title === null ? pieces : [{ title }, ...pieces]
}

/** 1 to 6 for a heading, 0 for anything else. */
function levelOf(name: string): number {
  const level = name.length === 2 && name.startsWith('h') ? Number(name[1]) : 0
  return level >= 1 && level <= 6 ? level : 0
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ')
}
