import { Parser } from 'htmlparser2'

/** What stands on a line of its own. */
const BLOCKS = new Set(
  'address article aside blockquote br dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main ol p pre section table td th tr ul'.split(
    ' ',
  ),
)
/** What is not for reading. */
const SILENT = new Set(['script', 'style', 'template', 'svg', 'object', 'iframe', 'noscript', 'title'])
/** How Anki writes a sound into a text, and a word that is to be read aloud. */
const SOUNDS = ['[sound:', '[anki:']

/** Deeper than anything people or their programs write; reading it would take its square. */
const DEPTH_MAX = 500

/** Thrown for what nobody could read any more. */
export class TooLong extends Error {}

/**
 * The words of a piece of HTML as a card has it, line by line; pictures and sounds are left out. Whatever it holds, nothing of it runs. Throws
 * TooLong for what is nested without end.
 */
export function plainText(html: string): string {
  let text = ''
  let [silent, depth] = [0, 0]
  const parser = new Parser(
    {
      onopentag(name) {
        if (++depth > DEPTH_MAX) throw new TooLong()
        if (SILENT.has(name)) silent++
        else if (BLOCKS.has(name)) text += '\n'
      },
      ontext(part) {
        if (silent === 0) text += part
      },
      onclosetag(name) {
        depth--
        if (SILENT.has(name)) silent = Math.max(0, silent - 1)
        else if (BLOCKS.has(name)) text += '\n'
      },
    },
    { decodeEntities: true },
  )
  parser.end(html)
  return linesOf(SOUNDS.reduce((words, sound) => withoutPassages(words, sound, ']'), text)).join('\n')
}

/** The lines of a text that say something, each with single blanks. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.split(/\s/).filter(Boolean).join(' '))
    .filter((line) => line !== '')
}

function withoutPassages(text: string, begin: string, end: string): string {
  const [head = '', ...rest] = text.split(begin)
  return rest.reduce((kept, passage) => {
    const at = passage.indexOf(end)
    return kept + (at < 0 ? begin + passage : passage.slice(at + end.length))
  }, head)
}
