const TAGS = ['thinking', 'think', 'reasoning', 'scratchpad']
/** Blanks tolerated inside `< / thinking >`; more than that is ordinary text. */
const BLANKS_MAX = 8

type Tag = { kind: 'open' | 'close' | 'empty'; name: string; end: number }

/**
 * The parts of a reply without private reasoning: `<thinking>`, `<think>`, `<reasoning>` and `<scratchpad>` with all they
 * hold, in any case, with attributes, nested, never closed, and cut anywhere. A block is over only when its own tag closes;
 * a closing tag without an opening one is dropped. Ordinary text is passed on at once, except for a `<` that may still
 * become a tag. White space after a block that opens the reply is dropped with it.
 */
export async function* withoutPrivateReasoning(parts: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  const filter = createFilter()
  for await (const part of parts) {
    const visible = filter.next(part)
    if (visible) yield visible
  }
  const rest = filter.end()
  if (rest) yield rest
}

function createFilter() {
  let held = ''
  let spoken = false
  let removed = false
  const open: string[] = []

  function show(text: string): string {
    if (open.length > 0) return ''
    const visible = removed && !spoken ? text.trimStart() : text
    if (visible) spoken = true
    return visible
  }

  function enter(tag: Tag) {
    removed = true
    if (tag.kind === 'open') open.push(tag.name)
    if (tag.kind === 'close') {
      const depth = open.lastIndexOf(tag.name)
      if (depth >= 0) open.length = depth
    }
  }

  return {
    next(part: string): string {
      const text = held + part
      held = ''
      let visible = ''
      let from = 0
      while (from < text.length) {
        const at = text.indexOf('<', from)
        if (at < 0) return visible + show(text.slice(from))
        visible += show(text.slice(from, at))
        const tag = tagAt(text, at)
        if (tag === 'unfinished') {
          held = text.slice(at)
          return visible
        }
        if (tag) enter(tag)
        else visible += show('<')
        from = tag ? tag.end : at + 1
      }
      return visible
    },
    end(): string {
      // A whole tag name before the very end opens or closes a block; anything shorter was ordinary text.
      return tagAt(`${held}>`, 0) === null ? show(held) : ''
    },
  }
}

/** The tag that begins at `at`, null for ordinary text, or `unfinished` while more characters could still decide. */
function tagAt(text: string, at: number): Tag | 'unfinished' | null {
  let i = skipBlanks(text, at + 1)
  const closing = text.charAt(i) === '/'
  if (closing) i = skipBlanks(text, i + 1)
  let end = i
  while (end < text.length && end - i <= 12 && /[a-z]/i.test(text.charAt(end))) end++
  const name = text.slice(i, end).toLowerCase()
  if (end === text.length) return TAGS.some((tag) => tag.startsWith(name)) ? 'unfinished' : null
  if (!TAGS.includes(name) || !/[\s/>]/.test(text.charAt(end))) return null
  return closing ? closeTag(text, end, name) : openTag(text, end, name)
}

function closeTag(text: string, from: number, name: string): Tag | 'unfinished' {
  const end = skipBlanks(text, from)
  if (end === text.length) return end - from > BLANKS_MAX ? { kind: 'close', name, end } : 'unfinished'
  return { kind: 'close', name, end: text.charAt(end) === '>' ? end + 1 : end }
}

// Whatever follows the name belongs to the block until the block closes, so attributes need no parsing.
function openTag(text: string, from: number, name: string): Tag | 'unfinished' {
  if (text.charAt(from) !== '/') return { kind: 'open', name, end: from }
  if (from + 1 === text.length) return 'unfinished'
  return text.charAt(from + 1) === '>' ? { kind: 'empty', name, end: from + 2 } : { kind: 'open', name, end: from }
}

function skipBlanks(text: string, from: number): number {
  let i = from
  while (i < text.length && i - from <= BLANKS_MAX && /\s/.test(text.charAt(i))) i++
  return i
}
