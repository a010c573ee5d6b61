/** Longest piece of writing that is found as one, in characters: as those of documents. */
const PIECE_MAX = 1_000

/** The texts a picture is found by: what its owner and whoever looked at it say it shows, and what is written in it, piece by piece. Pure. */
export function wordingOf({
  caption,
  description,
  written,
}: {
  caption: string
  description: string
  written: string
}): string[] {
  const shows = [caption, description].map((text) => text.trim()).filter((text) => text !== '')
  return [...(shows.length > 0 ? [shows.join('\n\n')] : []), ...pieces(written.trim())]
}

/** Cut where a line or a word ends, as far as there is such a place. */
function pieces(text: string): string[] {
  const all: string[] = []
  for (let rest = text; rest !== ''; ) {
    const end = rest.length <= PIECE_MAX ? rest.length : cutBefore(rest)
    all.push(rest.slice(0, end).trim().toWellFormed())
    rest = rest.slice(end).trim()
  }
  return all
}

function cutBefore(text: string): number {
  for (const mark of ['\n', ' ']) {
    const at = text.lastIndexOf(mark, PIECE_MAX)
    if (at > PIECE_MAX / 2) return at
  }
  return PIECE_MAX
}
