/** As many tokens as a model will count in a text, about: four letters of an alphabet are one, and so is a Chinese character. */
export function tokensIn(text: string): number {
  const wide = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu)?.length ?? 0
  return Math.ceil((text.length - wide) / 4) + wide
}
