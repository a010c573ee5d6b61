/** Letters of Windows-1252 beyond Latin-1, which the standard fonts of PDF have. */
const BEYOND = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ'
const INSTEAD: Record<string, string> = { '\u202f': '\u00a0', '\u2009': '\u00a0', '\u2212': '-', '\t': ' ', '\n': ' ' }

/** Writes with the letters that every reader of PDF has; `missing` says whether one was lacking, for which there is a `?`. */
export function letters() {
  let missing = false
  return {
    get missing() {
      return missing
    },
    write: (text: string): string =>
      [...text.normalize('NFC')]
        .map((sign) => {
          const one = INSTEAD[sign] ?? sign
          const code = one.codePointAt(0) ?? 0
          if ((code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code <= 0xff) || BEYOND.includes(one)) return one
          missing = true
          return '?'
        })
        .join(''),
  }
}
