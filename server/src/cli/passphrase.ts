import { readFileSync } from 'node:fs'
import { CommandFailed } from './command.ts'

const LEAST = 12

/** The passphrase in a file, without the line end behind it; undefined where no file is named. */
export function passphraseIn(file: string | undefined): string | undefined {
  if (file === undefined) return undefined
  let text: string
  try {
    text = readFileSync(file, 'utf8').replace(/\r?\n$/, '')
  } catch (cause) {
    throw new CommandFailed(`The file of the passphrase cannot be read: ${file}`, { cause })
  }
  if (text.length < LEAST) throw new CommandFailed(`The passphrase in ${file} has fewer than ${LEAST} characters.`)
  return text
}
