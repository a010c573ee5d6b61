import { Problem } from '../problem.ts'

const DEPTH_MAX = 64
/** Strings, and signs between them. What is said is inside of strings, which may be long. */
const QUOTES_MAX = 50_000
const OUTSIDE_MAX = 256 * 1024

const BACKSLASH = 92

/**
 * Refuses JSON that is made to cost time: brackets in brackets, or millions of values. Looks at the text, before anything is built from
 * it; strings are jumped over, so a recording in base64 costs nothing. Throws Problem `validation-failed`.
 */
export function refuseIntricate(text: string): void {
  let depth = 0
  let quotes = 0
  let outside = 0
  let at = 0
  while (at < text.length) {
    const opens = text.indexOf('"', at)
    const until = opens < 0 ? text.length : opens
    outside += until - at
    if (outside > OUTSIDE_MAX) throw intricate('This holds more values than this address reads.')
    for (; at < until; at += 1) {
      const sign = text.charCodeAt(at)
      if (sign === 91 || sign === 123) depth += 1
      else if (sign === 93 || sign === 125) depth -= 1
      if (depth > DEPTH_MAX) throw intricate('This is nested more deeply than this address reads.')
    }
    if (opens < 0) return
    at = endOfString(text, opens + 1, () => {
      quotes += 1
      if (quotes > QUOTES_MAX) throw intricate('This holds more values than this address reads.')
    })
  }
}

/** The place behind the string's closing quote; `quoteSeen` is told of every quote on the way. */
function endOfString(text: string, from: number, quoteSeen: () => void): number {
  for (let at = from; ; at += 1) {
    at = text.indexOf('"', at)
    if (at < 0) return text.length
    quoteSeen()
    let before = at
    while (before > from && text.charCodeAt(before - 1) === BACKSLASH) before -= 1
    if ((at - before) % 2 === 0) return at + 1
  }
}

const intricate = (sentence: string) => new Problem('validation-failed', sentence)
