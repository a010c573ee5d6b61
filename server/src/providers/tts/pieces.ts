/** A text in pieces of at most so many characters, cut after a sentence or at least between words. */
export function inPieces(text: string, most: number): string[] {
  const found: string[] = []
  let rest = text.trim()
  while (rest.length > most) {
    const head = rest.slice(0, most)
    const cut =
      Math.max(head.lastIndexOf('. '), head.lastIndexOf('? '), head.lastIndexOf('! ')) + 1 ||
      head.lastIndexOf(' ') ||
      most
    found.push(rest.slice(0, cut))
    rest = rest.slice(cut).trim()
  }
  return rest === '' ? found : [...found, rest]
}
