/** A piece of a reply: words, or the short ids (`s1`) of the passages a mark such as `[s1, s2]` names. */
export type Piece = { text: string } | { cites: string[] } | { link: string }

/** A longer bracket is text. */
const BRACKET_MAX = 120
const ADDRESS_MAX = 2_000
const TAG_MAX = 600
const SCHEMES = ['https://', 'http://', 'www.']
const CLOSING: Record<string, string> = { '[': ']', '【': '】', '(': ')' }
/** What models call a source when they make one up; a bracket that begins so is no text. */
const SOURCE_NAMES = new Set(
  'source sources passage passages doc document documents exchange session note notes memory file ref quelle quellen dokument fuente documento'.split(
    ' ',
  ),
)
/** Tags that do something. Others are letters, as in "the tag <b>". */
const ACTIVE_TAGS = new Set('a img script iframe object embed link form style svg video audio base meta'.split(' '))

/**
 * Takes marks, links and active tags out of a reply that is still being written, however it is cut: nothing of a mark comes out as text,
 * and ordinary brackets do. A link comes out as such, with the words it was given.
 */
export function createMarkers() {
  let held = ''
  let last = ' '

  function take(pieces: Piece[], text: string) {
    if (!text) return
    last = text.at(-1) ?? last
    pieces.push({ text })
  }

  /** Reads on from `held`. Without `more` to come, what is unfinished is text. */
  function read(more: boolean): Piece[] {
    const pieces: Piece[] = []
    const text = held
    held = ''
    let from = 0
    let at = 0
    while (at < text.length) {
      const found = begins(text, at, at === 0 ? last : text.charAt(at - 1)) ? special(text, at, more) : null
      if (found === 'unfinished') {
        take(pieces, text.slice(from, at))
        held = text.slice(at)
        return pieces
      }
      if (!found) {
        at += 1
        continue
      }
      take(pieces, text.slice(from, at))
      if (found.piece) pieces.push(found.piece)
      at = found.end
      from = at
    }
    take(pieces, text.slice(from))
    return pieces
  }

  return {
    next(part: string): Piece[] {
      held += part
      return read(true)
    },
    end: () => read(false),
  }
}

/** Something that is no plain word may begin here. */
function begins(text: string, at: number, before: string): boolean {
  const sign = text.charAt(at)
  if (sign in CLOSING || sign === '<' || sign === '!') return true
  return (sign === 'h' || sign === 'H' || sign === 'w' || sign === 'W') && !isLetter(before)
}

type Special = { end: number; piece: Piece | null } | 'unfinished' | null

function special(text: string, at: number, more: boolean): Special {
  const sign = text.charAt(at)
  const unfinished = more ? 'unfinished' : null
  if (sign === '<') return tag(text, at, unfinished)
  if (sign === '!') {
    if (at + 1 === text.length) return unfinished
    if (text.charAt(at + 1) !== '[') return null
    const picture = bracket(text, at + 1, unfinished)
    if (picture === null || picture === 'unfinished') return picture
    return picture.piece && 'link' in picture.piece ? { end: picture.end, piece: { link: '' } } : null
  }
  return sign in CLOSING ? bracket(text, at, unfinished) : address(text, at, unfinished)
}

function bracket(text: string, at: number, unfinished: 'unfinished' | null): Special {
  const sign = text.charAt(at)
  if (sign === '(') return roundMark(text, at, unfinished)
  const end = text.indexOf(CLOSING[sign] ?? ']', at)
  const newline = text.indexOf('\n', at)
  if (end < 0 || (newline >= 0 && newline < end))
    return end < 0 && newline < 0 && text.length - at <= BRACKET_MAX ? unfinished : null
  const inside = text.slice(at + 1, end)
  if (sign === '[') {
    if (end + 1 === text.length && unfinished) return unfinished
    if (text.charAt(end + 1) === '(') return linked(text, { inside, open: end + 1 }, unfinished)
  }
  const cites = citesOf(inside)
  if (cites) return { end: end + 1, piece: { cites } }
  const indexes = at > 0 && isLetter(text.charAt(at - 1))
  return isInvented(inside) && !indexes ? { end: end + 1, piece: { cites: [] } } : null
}

/** `(s1)` and `(s1, s2)`; any other round bracket is text. */
function roundMark(text: string, at: number, unfinished: 'unfinished' | null): Special {
  const [s, digit] = [text.charAt(at + 1), text.charAt(at + 2)]
  if (s === '' || (s.toLowerCase() === 's' && digit === '')) return unfinished
  if (s.toLowerCase() !== 's' || !/\d/.test(digit)) return null
  let end = at + 1
  while (end < text.length && end - at < BRACKET_MAX && /[sS\d ,;]/.test(text.charAt(end))) end += 1
  if (end === text.length) return unfinished
  const cites = text.charAt(end) === ')' ? citesOf(text.slice(at + 1, end)) : null
  return cites && { end: end + 1, piece: { cites } }
}

function linked(
  text: string,
  { inside, open }: { inside: string; open: number },
  unfinished: 'unfinished' | null,
): Special {
  const close = text.indexOf(')', open)
  if (close >= 0) return { end: close + 1, piece: { link: inside } }
  if (unfinished && text.length - open <= ADDRESS_MAX) return unfinished
  return { end: text.length, piece: { link: inside } }
}

function address(text: string, at: number, unfinished: 'unfinished' | null): Special {
  const begun = text.slice(at, at + 8).toLowerCase()
  if (!SCHEMES.some((scheme) => begun.startsWith(scheme)))
    return at + begun.length === text.length && SCHEMES.some((scheme) => scheme.startsWith(begun)) ? unfinished : null
  let end = at
  while (end < text.length && !/[\s<>"“”]/.test(text.charAt(end))) end += 1
  if (end === text.length && unfinished && end - at <= ADDRESS_MAX) return unfinished
  while (/[.,;:!?)]/.test(text.charAt(end - 1))) end -= 1
  return { end, piece: { link: text.slice(at, end) } }
}

function tag(text: string, at: number, unfinished: 'unfinished' | null): Special {
  let end = at + 1
  if (text.charAt(end) === '/') end += 1
  const begun = end
  while (end < text.length && end - begun < 10 && isLetter(text.charAt(end))) end += 1
  const name = text.slice(begun, end).toLowerCase()
  if (end === text.length) return [...ACTIVE_TAGS].some((one) => one.startsWith(name)) ? unfinished : null
  if (!ACTIVE_TAGS.has(name) || !/[\s/>]/.test(text.charAt(end))) return null
  const close = text.indexOf('>', end)
  if (close >= 0) return { end: close + 1, piece: { link: '' } }
  return unfinished && text.length - at <= TAG_MAX ? unfinished : { end: text.length, piece: { link: '' } }
}

/** The ids in `s1`, `s1, s2`, `S 3` or `s1–s3`; null for other text. */
function citesOf(inside: string): string[] | null {
  const parts = inside
    .toLowerCase()
    .split(/[\s,;&+–-]+/)
    .filter(Boolean)
  const ids = parts.filter((part) => part !== 's').map((part) => (/^\d{1,3}$/.test(part) ? `s${part}` : part))
  return ids.length > 0 && /s/i.test(inside) && ids.every((id) => /^s\d{1,3}$/.test(id)) ? ids : null
}

function isInvented(inside: string): boolean {
  const [name = '', ...rest] = inside.toLowerCase().split(/[\s:.,_-]+/)
  if (SOURCE_NAMES.has(name)) return true
  return /^\d{1,2}$/.test(name) && rest.length === 0
}

const isLetter = (sign: string) => /\p{L}/u.test(sign)
