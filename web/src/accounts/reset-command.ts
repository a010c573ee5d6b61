/** What may stand in a command as it is, for a shell as well. */
const PLAIN = /^[\w.+-]+@[\w-]+(?:\.[\w-]+)*$/

/** What whoever runs the server types on it to set the password of an address anew; an example stands for what is no plain address. */
export function resetCommand(address: string): string {
  const plain = address.trim()
  return `npx lva user reset-password ${PLAIN.test(plain) && !plain.startsWith('-') ? plain : 'you@example.org'}`
}
