import type { Saying } from './quantities.ts'
import type { Symbols } from './symbols/symbols.ts'

// No `i` here: with `u` it would take the long s and the Kelvin sign for Latin letters, and so s and K for none.
const URL = /[A-Za-z][A-Za-z\d+.-]{0,15}:\/\/[^\s"'<>[\]\\^`{|}\u{80}-\u{10ffff}]{1,2000}/uy
const BARE = /www\.[^\s"'<>[\]\\^`{|}\u{80}-\u{10ffff}]{1,2000}/uy
const MAIL = /[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}/y

/** A web address is said by its host, a mail address in full. Null where none begins. */
export function addressAt(text: string, at: number, symbols: Symbols): Saying | null {
  const url = matchAt(URL, text, at) ?? matchAt(BARE, text, at)
  if (url) {
    const written = withoutEnd(url)
    const host = written.slice(written.indexOf('://') + (written.includes('://') ? 3 : 0)).split(/[/?#:]/)[0] ?? ''
    return saying(dotted(host.replace(/^www\./i, '').replace(/^[^@]*@/, ''), symbols), at + written.length)
  }
  const mail = matchAt(MAIL, text, at)
  if (!mail) return null
  const written = withoutEnd(mail)
  const parts = written.split('@').map((part) => dotted(part, symbols))
  return parts.includes('') ? null : saying(parts.join(` ${symbols.at} `), at + written.length)
}

const saying = (said: string, end: number): Saying | null => (said === '' ? null : { said, end })

function matchAt(expression: RegExp, text: string, at: number): string | null {
  expression.lastIndex = at
  return expression.exec(text)?.[0] ?? null
}

/** A mark at the end of an address belongs to the sentence. */
function withoutEnd(address: string): string {
  let end = address.length
  while (end > 0 && '.,;:!?)]}\'"*_>'.includes(address.charAt(end - 1))) end--
  return address.slice(0, end)
}

function dotted(host: string, symbols: Symbols): string {
  const words = host.split('.').map((part) =>
    part
      .split(/[^\p{L}\p{N}-]+/u)
      .filter(Boolean)
      .join(' '),
  )
  return words.filter(Boolean).join(` ${symbols.dot} `)
}
