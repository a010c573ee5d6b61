import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'

// What memory cards and some shared folders answer to a link.
const WITHOUT_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']

/** The text of a file for this server's own user only; null when there is none. Closes one that others could read. */
export function readPrivateFile(path: string): string | null {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
  // A copied data folder may have lost its modes.
  if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600)
  return text
}

/** Makes a file of mode 0600, whole or not at all. Returns false, and changes nothing, when another process was quicker. */
export function makePrivateFile(path: string, text: string): boolean {
  return throughDraft(path, text, (draft) => {
    try {
      // A link fails if the name is taken.
      linkSync(draft, path)
      return true
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false
      if (!WITHOUT_LINKS.includes(codeOf(error))) throw error
      renameSync(draft, path)
      return true
    }
  })
}

/** Puts a file of mode 0600 in the place of another, whole or not at all; when this returns it survives a power cut. */
export function replacePrivateFile(path: string, text: string): void {
  throughDraft(path, text, (draft) => renameSync(draft, path))
}

function throughDraft<T>(path: string, text: string, finish: (draft: string) => T): T {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  const file = openSync(draft, 'wx', 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
    const result = finish(draft)
    syncFolder(dirname(path))
    return result
  } finally {
    closeSync(file)
    rmSync(draft, { force: true })
  }
}

// A new name is safe only when the folder that holds it is. Windows does not open folders.
function syncFolder(path: string): void {
  if (process.platform === 'win32') return
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
