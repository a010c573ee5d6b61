/**
 * How a reply names a source behind what it says: `[1]`, which is shown and never said, with the blank before it. It stands at the beginning,
 * behind a blank or behind another one: `list[1]`, `[3]a` and `[1](https://…)` are something else.
 */
export const CITATION = /[ \u00a0]?(?<![^\s\]])\[(\d{1,2})\](?![(\p{L}\p{N}])/gu

/** A reply without the numbers of its sources: what it says, and not what it points at. Pure. */
export const withoutCitations = (reply: string): string => reply.replace(CITATION, '')
