/** Hands a file to the browser's downloads. */
export function saveFile(content: Blob, name: string) {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // Some browsers read the address only after this task.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

/** A file name any system takes, made of a title: "Why is the sky blue?" becomes "why-is-the-sky-blue". */
export function fileName(title: string): string {
  const plain = title
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
  return plain.slice(0, 60).replace(/^-+|-+$/g, '') || 'session'
}
