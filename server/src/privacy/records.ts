import { Problem } from '../problem.ts'

/** Longest record that is read, in UTF-16 units; a turn with the longest answer is far below it. */
const RECORD_MAX = 4 * 1024 * 1024
/** Most that stands between two records, in UTF-16 units; what is unpacked from next to nothing would be blanks for minutes. */
const GAP_MAX = 64 * 1024
/** Deepest nesting inside a record. */
const DEPTH_MAX = 16

/** One record of an export as it stands in the file, and the store it is in. */
export interface Found {
  store: string
  text: string
}

const BACKSLASH = 0x5c
const QUOTE = 0x22
/** How deep the object of the stores, and a store, stand in the document. */
const DATA = 2
const STORE = 3

/**
 * Takes an export's document apart while it comes in: every object of `data.<store>`, or in a list there, one after the other. Whatever
 * its size, only one record is held at a time. It counts brackets and strings and no more; whether a record is JSON shows when it is parsed.
 */
export function createSplitter() {
  let depth = 0
  let inString = false
  let escaped = false
  /** The last string outside of records: the name of what follows. */
  let name = ''
  let inData = false
  let sawData = false
  let store = ''
  /** The depth at which the record that is being read began; 0: none is. */
  let recordAt = 0
  /** Text of the record, or of the name, that is being read. */
  let held = ''
  let found: Found | null = null
  /** How much was read since the last record. */
  let gap = 0

  /** Takes what belongs to the open string; returns where to go on. */
  function inside(text: string, from: number): number {
    const end = endOfString(text, from)
    const isName = recordAt === 0 && depth <= DATA
    if (recordAt > 0 || isName) held += text.slice(from, end)
    if (!inString && isName) name = held.slice(0, -1)
    return end
  }

  function endOfString(text: string, from: number): number {
    for (let at = from; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      if (escaped) escaped = false
      else if (code === BACKSLASH) escaped = true
      else if (code === QUOTE) {
        inString = false
        return at + 1
      }
    }
    return text.length
  }

  /** Takes one sign outside of strings. */
  function outside(sign: string) {
    if (sign === '{' || sign === '[') opened(sign)
    if (recordAt > 0) held += sign
    if (sign === '"') {
      inString = true
      if (recordAt === 0) held = ''
    }
    if (sign === '}' || sign === ']') closed()
  }

  function opened(sign: string) {
    depth += 1
    if (recordAt > 0) {
      if (depth - recordAt > DEPTH_MAX) throw notOurs('It is nested too deeply.')
      return
    }
    if (depth === DATA) {
      inData = sign === '{' && name === 'data'
      sawData ||= inData
    }
    if (!inData) return
    if (depth === STORE) store = name
    if (sign === '{' && (depth === STORE || depth === STORE + 1)) {
      recordAt = depth
      held = ''
    }
  }

  function closed() {
    depth -= 1
    if (depth < DATA) inData = false
    if (recordAt === 0 || depth >= recordAt) return
    recordAt = 0
    found = { store, text: held }
    held = ''
  }

  return {
    /** Takes the next piece of text; yields what is complete. Throws Problem `not-an-export`. */
    *feed(text: string): Generator<Found> {
      for (let at = 0; at < text.length; ) {
        const from = at
        if (inString) at = inside(text, at)
        else outside(text.charAt(at++))
        gap = recordAt > 0 ? 0 : gap + at - from
        if (gap > GAP_MAX) throw notOurs('There is nothing in it for too long.')
        if (!found) continue
        yield found
        found = null
      }
      if (held.length > RECORD_MAX) throw notOurs('A record in it is too long.')
    },

    /** Call when nothing more comes. Throws Problem `not-an-export` when it was cut short, or nothing of ours. */
    end(): void {
      if (depth !== 0 || inString || !sawData) throw notOurs('It was cut short, or is something else.')
    },
  }
}

/** The file is no export of this program. */
export const notOurs = (why: string, cause?: unknown) =>
  new Problem('not-an-export', `This is no export of this program. ${why}`, { cause })
