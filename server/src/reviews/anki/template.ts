import { plainText, TooLong } from './plain-text.ts'

/** More than a card shows; one that grows beyond it is left out. */
const SHOWN_MAX = 200_000

/** What a template is filled with. */
export interface Filling {
  fields: ReadonlyMap<string, string>
  /** Which side is written: what is typed, and what is only uncovered on demand, stands on the other one. */
  side: 'question' | 'answer'
  /** What stands for a text with gaps. */
  cloze?: (text: string) => string
}

/**
 * Fills a template of a card (https://docs.ankiweb.net/templates/intro.html): fields, what is shown only if a field says something, and
 * filters. What it does not know it leaves out. Throws TooLong.
 */
export function fill(template: string, filling: Filling): string {
  /** Of the sections that are open: whether they are shown. */
  const sections: boolean[] = []
  const [head = '', ...rest] = template.split('{{')
  let shown = head
  for (const part of rest) {
    shown += partOf(part, sections, filling)
    if (shown.length > SHOWN_MAX) throw new TooLong()
  }
  return shown
}

/** What is shown from one opening of braces to the next. Opens and closes sections. */
function partOf(part: string, sections: boolean[], filling: Filling): string {
  const end = part.indexOf('}}')
  if (end < 0) return seen(sections) ? `{{${part}` : ''
  const tag = part.slice(0, end).trim()
  const [sign, name] = [tag[0] ?? '', tag.slice(1).trim()]
  let field = ''
  if (sign === '#' || sign === '^') sections.push(says(filling.fields.get(name)) === (sign === '#'))
  else if (sign === '/') sections.pop()
  else if (seen(sections)) field = filtered(tag, filling)
  return seen(sections) ? field + part.slice(end + 2) : ''
}

const seen = (sections: readonly boolean[]) => sections.every(Boolean)

const says = (field: string | undefined) => field !== undefined && field.trim() !== '' && plainText(field) !== ''

/** A field with its filters, the last one first: `text:hint:Field`. */
function filtered(tag: string, { fields, side, cloze }: Filling): string {
  const filters = tag.split(':').map((part) => part.trim())
  const field = fields.get(filters.pop() ?? '') ?? ''
  return filters.reduceRight((text, filter) => {
    const [name = ''] = filter.split(' ', 1)
    if (name === 'tts') return ''
    if (name === 'type' || name === 'nc' || name === 'hint') return side === 'question' ? '' : text
    if (name === 'cloze' || name === 'cloze-only') return cloze ? cloze(text) : ''
    return text
  }, field)
}
