/** Controls, what takes no room, tags, and marks that turn the direction of writing; what joins letters stays. */
const UNSEEN =
  /[\0-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu

/** A text of strangers as a reader sees it: well-formed, composed (NFC), without characters nobody sees. Pure, linear. */
export const seenText = (text: string): string => text.toWellFormed().replace(UNSEEN, '').normalize('NFC')

/** The same on one line, at most `max` UTF-16 units, without half a character. */
export function seenLine(text: string, max: number): string {
  // Cut first: a title of megabytes is not to be read to its end.
  const line = seenText(text.slice(0, max * 4))
    .replace(/\s+/g, ' ')
    .trim()
  return line
    .slice(0, max)
    .toWellFormed()
    .replace(/\ufffd$/, '')
    .trim()
}
