/** The first of these whose texts are so many characters together. */
export function within<One extends { text: string }>(all: readonly One[], characters: number): One[] {
  let used = 0
  const first = all.findIndex(({ text }) => {
    used += text.length
    return used > characters
  })
  return first < 0 ? [...all] : all.slice(0, first)
}
