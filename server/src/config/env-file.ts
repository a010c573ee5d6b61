/** What an environment file says: its values, and the lines that could not be understood. */
export interface EnvironmentFile {
  values: Record<string, string>
  faults: { line: number; problem: string }[]
}

const ASSIGNMENT = /[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=[ \t]*/y
const BLANK = /[ \t]*(?:#[^\n]*)?(?:\n|$)/y
// A # inside a word belongs to it: passwords hold them. It starts a comment only after a blank.
const PLAIN = /([^\n]*?)(?:[ \t]#[^\n]*)?[ \t]*(?:\n|$)/y
const IN_SINGLE = /'([^']*)'/y
const IN_DOUBLE = /"((?:[^"\\]|\\.)*)"/sy

/**
 * Reads a `.env` file: `KEY=value`, optionally after `export`, with comments, and values in quotes, which may span lines.
 * In double quotes `\n`, `\"` and `\\` are understood. The last of several lines for one key counts.
 */
export function readEnvironmentFile(text: string): EnvironmentFile {
  const source = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  const values: Record<string, string> = {}
  const faults: EnvironmentFile['faults'] = []
  let at = 0

  const next = (pattern: RegExp) => {
    pattern.lastIndex = at
    const match = pattern.exec(source)
    if (match) at = pattern.lastIndex
    return match
  }
  const fault = (start: number, problem: string) => {
    faults.push({ line: source.slice(0, start).split('\n').length, problem })
    next(/[^\n]*(?:\n|$)/y)
  }

  while (at < source.length) {
    const start = at
    if (next(BLANK)) continue
    const name = next(ASSIGNMENT)?.[1]
    if (name === undefined) {
      fault(start, 'is not KEY=value')
      continue
    }
    const quoted = /["']/.test(source.charAt(at))
    const value = quoted ? (next(IN_SINGLE)?.[1] ?? unescaped(next(IN_DOUBLE)?.[1])) : next(PLAIN)?.[1]
    if (value === undefined) fault(start, `has a quote that is not closed (${name})`)
    else if (quoted && !next(BLANK)) fault(start, `has text after the closing quote (${name})`)
    else values[name] = value
  }
  return { values, faults }
}

function unescaped(text: string | undefined): string | undefined {
  return text?.replace(/\\([n"\\])/g, (_, character) => (character === 'n' ? '\n' : character))
}
