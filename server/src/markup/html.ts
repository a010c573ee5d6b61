import { openMarkup, type Reading, readMarkup } from './markup.ts'

/** What a page says, in the order it is read. `main`: inside of what it calls its main part. */
export type Said = { text: string; main?: true } | { heading: string; level: number; main?: true } | { title: string }

/** Elements a reader of a page leaves out, beside those nobody reads. */
export type LeavesOut = (name: string, attributes: Readonly<Record<string, string>>) => boolean

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

/** What is written in a page of HTML, without what is not for reading. Throws MarkupTooDeep. */
export function readHtml(markup: string): Said[] {
  const said: Said[] = []
  const { hearing, finish } = hearHtml((one) => said.push(one))
  readMarkup(markup, hearing)
  finish()
  const title = said.findIndex((one) => 'title' in one)
  return title > 0 ? [...said.splice(title, 1), ...said] : said
}

/**
 * The same, part by part: `tell` hears what a page says as soon as it is whole. Whoever has enough stops writing. Its verbs throw
 * MarkupTooDeep.
 */
export function openHtml(tell: (said: Said) => void, { leavesOut, ...reading }: Reading & { leavesOut?: LeavesOut }) {
  const { hearing, finish } = hearHtml(tell, leavesOut)
  const { write, end } = openMarkup(hearing, reading)
  return {
    write,
    /** Tells of what is not whole yet as well. */
    end() {
      end()
      finish()
    },
    finish,
  }
}

function hearHtml(tell: (said: Said) => void, leavesOut: LeavesOut = () => false) {
  let [depth, preformatted, level] = [0, 0, 0]
  /** How deep the element stands that is left out, and the main part; 0: none. */
  let [silentFrom, mainFrom] = [0, 0]
  let text = ''
  let title: string | null = null
  let inTitle = false

  function finish() {
    const main = mainFrom > 0 ? { main: true as const } : {}
    if (text.trim() !== '') tell(level > 0 ? { heading: text, level, ...main } : { text, ...main })
    text = ''
  }

  function begin(name: string, attributes: Readonly<Record<string, string>>) {
    // Cells of a row are read in one breath.
    if (!isCell(name)) finish()
    else if (text !== '') text += ' | '
    if (mainFrom === 0 && (name === 'main' || name === 'article' || attributes.role === 'main')) mainFrom = depth
    level = levelOf(name) || level
  }

  return {
    finish,
    hearing: {
      open(name: string, attributes: Readonly<Record<string, string>>) {
        depth++
        if (silentFrom > 0) return
        if (SILENT.has(name) || leavesOut(name, attributes)) {
          silentFrom = depth
          return
        }
        if (name === 'title') {
          inTitle = title === null
          title ??= ''
        }
        if (name === 'br') text += '\n'
        if (name === 'pre') preformatted++
        if (BLOCKS.has(name)) begin(name, attributes)
      },
      text(part: string) {
        if (silentFrom > 0) return
        if (inTitle) title += part
        else text += preformatted > 0 ? part : oneLine(part)
      },
      close(name: string) {
        const at = depth--
        if (silentFrom > 0) {
          if (silentFrom === at) silentFrom = 0
          return
        }
        if (name === 'title' && inTitle) {
          inTitle = false
          tell({ title: title ?? '' })
        }
        if (!BLOCKS.has(name)) return
        if (name === 'pre') preformatted = Math.max(0, preformatted - 1)
        if (isCell(name)) return
        finish()
        if (mainFrom === at) mainFrom = 0
        if (levelOf(name) > 0) level = 0
      },
    },
  }
}

const isCell = (name: string) => name === 'td' || name === 'th'

/** 1 to 6 for a heading, 0 for anything else. */
function levelOf(name: string): number {
  const level = name.length === 2 && name.startsWith('h') ? Number(name[1]) : 0
  return level >= 1 && level <= 6 ? level : 0
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ')
}
