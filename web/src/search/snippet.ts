const entities: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&#x27;': "'",
}

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
    else if (part)
      pieces.push({ text: part.replace(/&(?:amp|lt|gt|quot|#39|#x27);/g, (name) => entities[name] ?? name), marked })
  }
  return pieces
}
