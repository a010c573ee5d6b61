/** Whether a text that is still being written may end here: "3." may become "3.5". */
export function endsSentence(text: string): boolean {
  const said = text.trimEnd()
  const end = '"”’»)'.includes(said.at(-1) ?? ' ') ? -2 : -1
  const last = said.at(end) ?? ' '
  const before = said.at(end - 1) ?? ' '
  return '.!?…。！？'.includes(last) && !(last === '.' && '0123456789'.includes(before))
}
