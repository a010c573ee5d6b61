/** A piece of a reply: words, or the short ids (`s1`, `w1`) of the passages a mark such as `[s1, s2]` names. */
export type Piece = { text: string } | { cites: string[] } | { link: string }

/** A longer bracket is text. */
const BRACKET_MAX = 120
const ADDRESS_MAX = 2_000
const TAG_MAX = 600
/** So many blanks in a tag without any value are those of a sentence. */
const TAG_BLANKS = 3
/** Around an id in round or curly brackets stands little. */
const ASIDE_MAX = 40
const SCHEMES = ['https://', 'http://', 'www.']
const CLOSING: Record<string, string> = { '[': ']', '【': '】', '(': ')', '{': '}' }
/** What models call a source when they make one up; with a number behind it, it is no text in a bracket. */
const SOURCE_NAMES = new Set(
  'source sources passage passages doc document documents exchange session note notes memory file ref quelle quellen dokument fuente documento'.split(
    ' ',
  ),
)
/** Tags that can load or do something. */
const ACTIVE_TAGS = new Set('a img script iframe object embed link form style svg video audio base meta'.split(' '))
/** The attributes by which they do. A tag without one is letters, as in "the <a> tag" and "if b <a then". */
const ACTIVE = /[\s"'/](?:href|src|srcset|srcdoc|action|data|content|on[a-z]+)\s*=/i

/**
 * Takes marks, links and active tags out of a reply that is still being written, however it is cut: nothing of a mark comes out as text,
 * and ordinary brackets do. A link comes out as such, with the words it was given. `given` are the ids that may be cited; without any, a
 * name such as `source 3` is text, and a number where a footnote stands is made up all the same.
 */
export function createMarkers(given: ReadonlySet<string>) {
  const opened = new Set<string>()
  let held = ''
  let last = ' '
  let fence: Fence = { open: false, ticks: 0 }

  function take(pieces: Piece[], text: string) {
    if (!text) return
    last = (last + text).slice(-2)
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
      const before = (last + text.slice(Math.max(from, at - 2), at)).slice(-2)
      const found = begins(text, at, before.slice(-1))
        ? special(text, at, {
            ...{ given, opened, before, isCode: fence.open },
            unfinished: more ? 'unfinished' : null,
          })
        : null
      if (found === 'unfinished') {
        take(pieces, text.slice(from, at))
        held = text.slice(at)
        return pieces
      }
      if (!found) {
        fence = fenceBehind(fence, text.charAt(at))
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

/** Whether a block of code is open, and how many of its signs stand right before. */
interface Fence {
  open: boolean
  ticks: number
}

const FENCE = 3

function fenceBehind({ open, ticks }: Fence, sign: string): Fence {
  if (sign !== '`') return { open, ticks: 0 }
  return { open: ticks + 1 === FENCE ? !open : open, ticks: ticks + 1 }
}

/** Something that is no plain word may begin here. */
function begins(text: string, at: number, before: string): boolean {
  const sign = text.charAt(at)
  if (sign in CLOSING || sign === '<' || sign === '!') return true
  return (sign === 'h' || sign === 'H' || sign === 'w' || sign === 'W') && !isLetter(before)
}

type Special = { end: number; piece: Piece | null } | 'unfinished' | null

/** What a sign is read with. */
interface Around {
  given: ReadonlySet<string>
  /** Tags that were taken out and are still to be closed. */
  opened: Set<string>
  /** The last two characters before it that were text. */
  before: string
  /** It stands in a block of code, where a number in brackets is one. */
  isCode: boolean
  /** What to say of something whose end is not there: null when no more is to come, because then it is text. */
  unfinished: 'unfinished' | null
}

function special(text: string, at: number, around: Around): Special {
  const sign = text.charAt(at)
  if (sign === '<') return tag(text, at, around)
  if (sign === '!') {
    if (at + 1 === text.length) return around.unfinished
    if (text.charAt(at + 1) !== '[') return null
    const picture = bracket(text, at + 1, around)
    if (picture === null || picture === 'unfinished') return picture
    return picture.piece && 'link' in picture.piece ? { end: picture.end, piece: { link: '' } } : null
  }
  if (sign === '(' || sign === '{') return aside(text, at, around)
  return sign in CLOSING ? bracket(text, at, around) : address(text, at, around.unfinished)
}

function bracket(text: string, at: number, { given, before, isCode, unfinished }: Around): Special {
  const sign = text.charAt(at)
  const end = text.indexOf(CLOSING[sign] ?? ']', at)
  const newline = text.indexOf('\n', at)
  if (end < 0 || (newline >= 0 && newline < end))
    return end < 0 && newline < 0 && text.length - at <= BRACKET_MAX ? unfinished : null
  const inside = text.slice(at + 1, end)
  const cites = citesOf(inside) ?? givenIn(inside, given)
  if (end + 1 === text.length && unfinished) return unfinished
  if (sign === '[' && text.charAt(end + 1) === '(') {
    const link = linked(text, { inside, open: end + 1 }, unfinished)
    return cites && link !== 'unfinished' && link ? { end: link.end, piece: { cites } } : link
  }
  if (cites) return { end: end + 1, piece: { cites } }
  const invented = isInvented(inside, { given, before, isCode, behind: text.charAt(end + 1) })
  return invented ? { end: end + 1, piece: { cites: [] } } : null
}

/** `(s1)`, `{s1, s2}` and, where the id was given, `(see s1)`; any other round or curly bracket is text. */
function aside(text: string, at: number, { given, unfinished }: Around): Special {
  const closing = CLOSING[text.charAt(at)] ?? ')'
  const most = Math.min(text.length, at + ASIDE_MAX)
  let end = at + 1
  let bare = true
  while (end < most && text.charAt(end) !== closing) {
    if (!/[sSwW\d ,;]/.test(text.charAt(end))) bare = false
    if (text.charAt(end) === '\n' || (!bare && given.size === 0)) return null
    end += 1
  }
  if (end === text.length && end < at + ASIDE_MAX) return unfinished
  if (text.charAt(end) !== closing) return null
  const inside = text.slice(at + 1, end)
  const cites = (/^[sSwW]\s?\d/.test(inside) ? citesOf(inside) : null) ?? givenIn(inside, given)
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

/** A whole tag that would load or do something, or that names a passage; no other letters between `<` and `>`, and none without `>`. */
function tag(text: string, at: number, { given, opened, unfinished }: Around): Special {
  const closes = text.charAt(at + 1) === '/'
  const begun = at + (closes ? 2 : 1)
  let end = begun
  while (end < text.length && isLetter(text.charAt(end))) end += 1
  const name = text.slice(begun, end).toLowerCase()
  if (end === text.length) return end - begun < TAG_MAX ? unfinished : null
  if (name === '' || !/[\s/>]/.test(text.charAt(end))) return null
  const close = tagEnd(text, at, end)
  if (close === null) return null
  if (close === text.length) return unfinished
  const taken = (piece: Piece): Special => {
    if (closes) opened.delete(name)
    else opened.add(name)
    return { end: close + 1, piece }
  }
  if (closes) return opened.has(name) ? taken({ link: '' }) : null
  const inside = text.slice(end, close)
  const cites = givenIn(inside, given)
  if (cites) return taken({ cites })
  if (!ACTIVE_TAGS.has(name)) return null
  if (ACTIVE.test(inside)) return taken({ link: '' })
  if (name !== 'script') return null
  // What stands right behind it is a script, and not a sentence about one.
  if (close + 1 === text.length && unfinished) return unfinished
  return isLetter(text.charAt(close + 1)) ? taken({ link: '' }) : null
}

/** Where the `>` of a tag stands; the text's end when it may still come, null when these are words. */
function tagEnd(text: string, at: number, from: number): number | null {
  let blanks = 0
  for (let end = from; end < text.length; end++) {
    const sign = text.charAt(end)
    if (sign === '>') return end
    if (sign === '=') blanks = Number.NEGATIVE_INFINITY
    if (/\s/.test(sign)) blanks += 1
    if (sign === '<' || blanks === TAG_BLANKS || end - at > TAG_MAX) return null
  }
  return text.length
}

/** The ids in `s1`, `s1, w2`, `S 3` or `w1–w3`; a number alone is of the kind before it. Null for other text. */
function citesOf(inside: string): string[] | null {
  const parts = inside
    .toLowerCase()
    .split(/[\s,;&+–-]+/)
    .filter(Boolean)
  let kind = parts.find((part) => /^[sw]/.test(part))?.charAt(0) ?? ''
  const ids: string[] = []
  for (const part of parts) {
    if (/^[sw]/.test(part)) kind = part.charAt(0)
    if (part !== 's' && part !== 'w') ids.push(/^\d{1,3}$/.test(part) ? `${kind}${part}` : part)
  }
  return ids.length > 0 && ids.every((id) => /^[sw]\d{1,3}$/.test(id)) ? ids : null
}

/** The ids among other words, as in `see s1` or `s1: tides`; null without any. */
function givenIn(inside: string, given: ReadonlySet<string>): string[] | null {
  if (given.size === 0 || inside.length > BRACKET_MAX) return null
  const ids = inside
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => given.has(word))
  return ids.length > 0 ? ids : null
}

/** `source 3`, `doc:2`; a number alone only where a sentence or a clause ends with it, as a footnote does. */
function isInvented(
  inside: string,
  { given, before, isCode, behind }: { given: ReadonlySet<string>; before: string; isCode: boolean; behind: string },
): boolean {
  const [name = '', ...rest] = inside.toLowerCase().split(/[\s:.,_-]+/)
  if (SOURCE_NAMES.has(name)) return given.size > 0 && rest.some((word) => /^\d+$/.test(word))
  const isFootnote = /(?:[\p{L}\p{N}.!?)”’]\s|[.!?])$/u.test(before) && /^[.!?,;:)[\n]?$/.test(behind)
  return /^\d{1,2}$/.test(name) && rest.length === 0 && isFootnote && !isCode
}

const isLetter = (sign: string) => /\p{L}/u.test(sign)
