const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/**
 * Cuts a snippet of the server, which is HTML-escaped text with `<mark>`, into plain pieces. They are shown as text, so
 * nothing in them can become markup, whatever the server sends.
 */
export function snippetPieces(snippet: string): { text: string; marked: boolean }[] {
  let marked = false
  const pieces: { text: string; marked: boolean }[] = []
  for (const part of snippet.split(/(<\/?mark>)/)) {
    if (part === '<mark>') marked = true
    else if (part === '</mark>') marked = false
    else if (part) pieces.push({ text: unescaped(part), marked })
  }
  return pieces
}

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,4}));/gi, (whole, decimal, hex, name) => {
    if (name) return named[name] ?? whole
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}
