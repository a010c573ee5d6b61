/**
 * How a reply names a source: as ` [1]`, which is shown and never said. Right behind a letter it is a place in a list, as in a[1].
 */
export const SOURCE_NUMBER = /(?:[ \u00a0]|(?<![\p{L}\p{N}_]))\[(\d{1,2})\]/gu

/** The words of a reply as they are said aloud: without the numbers of its sources. */
export const withoutNumbers = (reply: string): string => reply.replace(SOURCE_NUMBER, '')
