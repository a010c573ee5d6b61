import type { Paper } from './paper.ts'

/** A report as Markdown (CommonMark with tables). What learners named stands there as text, not as mark-up. */
export function asMarkdown({ title, parts }: Paper): string {
  const blocks = parts.flatMap((part) => [
    `## ${plain(part.heading)}`,
    'lines' in part
      ? part.lines.map((line) => `- ${plain(line)}`).join('\n')
      : [part.columns, part.columns.map((_, at) => (at === 0 ? ':--' : '--:')), ...part.rows]
          .map((cells, at) => `| ${cells.map((cell) => (at === 1 ? cell : plain(cell))).join(' | ')} |`)
          .join('\n'),
  ])
  return `${[`# ${plain(title)}`, ...blocks].join('\n\n')}\n`
}

/** Every sign that Markdown could take for its own gets a backslash. */
function plain(text: string): string {
  return [...text.replaceAll('\n', ' ')]
    .map((sign) => ('\\`*_{}[]<>#|~!&'.includes(sign) ? `\\${sign}` : sign))
    .join('')
}
