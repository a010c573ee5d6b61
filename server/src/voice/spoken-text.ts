/**
 * A reply as it is said aloud: code, markdown and pictures are not spoken, a link is spoken by its words. Never longer than the
 * original. Pure; linear in the length of the text.
 */
export function spokenText(text: string): string {
  return text
    .replace(/```[^`]*(?:```|$)/g, ' ')
    .replace(/`([^`\n]*)`/g, '$1')
    .replace(/!?\[([^\][\n]{0,500})\]\([^()\s]{0,2000}\)/g, '$1')
    .replace(/^[ \t]{0,8}(?:#{1,6}|>|[-*+]|\d{1,3}[.)])[ \t]+/gm, '')
    .replace(/(\*\*|__|\*|_|~~)(?=\S)([^*_~\n]+)\1/g, '$2')
    .replace(/\p{Extended_Pictographic}|\u{FE0F}|\u{200D}/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
}
