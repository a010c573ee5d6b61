import type { Piece } from './reading.ts'

/** What is written in a text: its paragraphs, which an empty line ends. */
export function readText(text: string): Piece[] {
  return paragraphs(text.split('\n')).map((lines) => ({ text: lines.join('\n') }))
}

/** What is written in Markdown, as it stands there; only its headings are known as such, outside of blocks of code. */
export function readMarkdown(markdown: string): Piece[] {
  const pieces: Piece[] = []
  let lines: string[] = []
  let fence: string | null = null

  function finish() {
    const text = lines.join('\n')
    lines = []
    pieces.push(...(fence === null ? readText(text) : [{ text }]))
    fence = null
  }

  function readLine(line: string) {
    const under = underlined(lines, line)
    if (under) lines.pop()
    const heading = under ?? headingOf(line)
    if (!heading) return lines.push(line)
    finish()
    return pieces.push(heading)
  }

  for (const line of markdown.split('\n')) {
    const mark = line.trimStart().slice(0, 3)
    if (fence !== null) {
      lines.push(line)
      if (mark === fence) finish()
    } else if (mark === '```' || mark === '~~~') {
      finish()
      fence = mark
      lines.push(line)
    } else readLine(line)
  }
  finish()
  return pieces
}

/** `## Like this`, with or without a tail of hashes. */
function headingOf(line: string): { heading: string; level: number } | null {
  let level = 0
  while (line[level] === '#') level++
  if (level === 0 || level > 6 || (line[level] ?? ' ') !== ' ') return null
  const words = line.slice(level).trim()
  let end = words.length
  while (words[end - 1] === '#') end--
  const heading = (end === 0 || words[end - 1] === ' ' ? words.slice(0, end) : words).trim()
  return heading === '' ? null : { heading, level }
}

/** A line that is underlined by the next one. */
function underlined(lines: readonly string[], line: string): { heading: string; level: number } | null {
  const heading = lines.at(-1)?.trim() ?? ''
  const rule = line.trim()
  if (heading === '' || (lines.at(-2)?.trim() ?? '') !== '' || rule.length < 3) return null
  if (rule === '='.repeat(rule.length)) return { heading, level: 1 }
  return rule === '-'.repeat(rule.length) ? { heading, level: 2 } : null
}

function paragraphs(lines: readonly string[]): string[][] {
  const all: string[][] = [[]]
  for (const line of lines) {
    if (line.trim() === '') all.push([])
    else all.at(-1)?.push(line)
  }
  return all.filter((paragraph) => paragraph.length > 0)
}
