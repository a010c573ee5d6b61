/** One element: verbs are made by `verb`, and written by `twiml`. */
export interface Verb {
  name: string
  attributes: Record<string, string | number | boolean | undefined>
  children: readonly (Verb | string)[]
}

/** One verb of TwiML, its attributes in camelCase; those that are undefined are left out. */
export const verb = (name: string, attributes: Verb['attributes'] = {}, ...children: (Verb | string)[]): Verb => ({
  name,
  attributes,
  children,
})

/** A whole answer to the carrier. What XML cannot hold is left out. */
export function twiml(...verbs: readonly Verb[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${element(verb('Response', {}, ...verbs))}`
}

function element({ name, attributes, children }: Verb): string {
  const given = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escaped(String(value))}"`)
    .join('')
  const inside = children.map((child) => (typeof child === 'string' ? escaped(child) : element(child))).join('')
  return inside === '' ? `<${name}${given}/>` : `<${name}${given}>${inside}</${name}>`
}

// Line breaks would be made blanks within an attribute.
const ESCAPES: Record<string, string> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' },
  ...{ '\t': '&#9;', '\n': '&#10;', '\r': '&#13;' },
}

function escaped(text: string): string {
  let out = ''
  for (const char of text.toWellFormed()) out += ESCAPES[char] ?? (isLegal(char) ? char : '')
  return out
}

/** XML 1.0, 2.2. */
function isLegal(char: string): boolean {
  const code = char.codePointAt(0) ?? 0
  return code >= 0x20 && code !== 0xfffe && code !== 0xffff
}
