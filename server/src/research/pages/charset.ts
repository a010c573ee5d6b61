import { isUtf8 } from 'node:buffer'

/** Where a page has to say what it is written in, in bytes, as browsers look for it. */
const PRESCAN = 1_024

/**
 * A page as text: by the mark at its beginning, by what its server says, by what it says itself, and else UTF-8 or what Windows wrote before it.
 * What is unknown or cannot be is passed over. https://encoding.spec.whatwg.org
 */
export function decodePage(bytes: Uint8Array, contentType: string | null): string {
  const named = [markOf(bytes), parameterOf(contentType ?? ''), declaredIn(bytes)]
  for (const label of named) {
    const decoder = label === null ? null : decoderFor(label)
    if (decoder) return decoder.decode(bytes)
  }
  return new TextDecoder(isUtf8(bytes.subarray(0, wholeUtf8(bytes))) ? 'utf-8' : 'windows-1252').decode(bytes)
}

function markOf([first, second, third]: Uint8Array): string | null {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8'
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  return first === 0xfe && second === 0xff ? 'utf-16be' : null
}

const parameterOf = (contentType: string): string | null =>
  /;\s*charset\s*=\s*["']?([\w.:-]{1,40})/i.exec(contentType.slice(0, 300))?.[1] ?? null

function declaredIn(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.subarray(0, PRESCAN)).toString('latin1').toLowerCase().replace(/\s/g, '')
  const inside = head.split('<meta').slice(1)
  const labels = inside.flatMap((tag) => /charset=["']?([\w.:-]{1,40})/.exec(tag.split('>', 1)[0] ?? '')?.[1] ?? [])
  const [label = null] = labels
  // Whoever could be read so far does not write two bytes for each letter.
  return label?.startsWith('utf-16') ? 'utf-8' : label
}

function decoderFor(label: string) {
  try {
    return new TextDecoder(label)
  } catch {
    return null
  }
}

/** Up to where bytes that were cut somewhere can be whole characters of UTF-8. */
function wholeUtf8(bytes: Uint8Array): number {
  let end = bytes.length
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) break
    if (byte >= 0xc0) {
      end = bytes.length - back
      break
    }
  }
  return end
}
