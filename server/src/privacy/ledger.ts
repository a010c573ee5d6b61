import { createHmac, randomBytes } from 'node:crypto'
import { closeSync, cpSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { makePrivateFile } from '../private-file.ts'

const Head = z.object({ ledger: z.string(), since: z.string() })
const Entry = z.object({ person: z.string(), at: z.string() })
const FILE = 'ledger.jsonl'
const KEY = 'key'

export type Ledger = ReturnType<typeof createLedger>

/**
 * Whom this installation has erased, in a folder beside the database, so that an older copy of the database can be told. It holds no id:
 * only a keyed hash of it, whose key stands beside it, and the date.
 */
export function createLedger({ folder, now, newId }: { folder: string; now: () => Date; newId: () => string }) {
  const file = join(folder, FILE)

  function keyed(userId: string): string {
    return createHmac('sha256', readFileSync(join(folder, KEY)))
      .update(userId)
      .digest('hex')
  }

  /** Begins a ledger, unless there is one. Two processes that do so at once get the same one. */
  function begin(): string {
    const present = readLedger(folder)
    if (present) return present.id
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    makePrivateFile(join(folder, KEY), randomBytes(32).toString('base64url'))
    makePrivateFile(file, `${JSON.stringify({ ledger: newId(), since: now().toISOString() })}\n`)
    const begun = readLedger(folder)
    if (!begun) throw new Error(`${file} is damaged. Put it back from a copy, or move it away.`)
    return begun.id
  }

  return {
    /** The ledger's id, or null when there is none that can be read. */
    id: (): string | null => readLedger(folder)?.id ?? null,
    begin,

    /** Writes somebody down; when this returns it survives a power cut. */
    add(userId: string): void {
      begin()
      if (readLedger(folder)?.people.has(keyed(userId))) return
      const handle = openSync(file, 'a', 0o600)
      try {
        writeSync(handle, `${JSON.stringify({ person: keyed(userId), at: now().toISOString() })}\n`)
        fsyncSync(handle)
      } finally {
        closeSync(handle)
      }
    },

    /** A look into the ledger as it is now: was this person erased? */
    look(): (userId: string) => boolean {
      const people = readLedger(folder)?.people
      if (!people || people.size === 0) return () => false
      return (userId) => people.has(keyed(userId))
    },
  }
}

/** The ledger in a folder, or null when it is not there or damaged. A last line that was cut short was never acted upon. */
export function readLedger(folder: string): { id: string; people: Set<string> } | null {
  const file = join(folder, FILE)
  if (!existsSync(file) || !existsSync(join(folder, KEY))) return null
  const [first = '', ...lines] = readFileSync(file, 'utf8').split('\n')
  const head = Head.safeParse(parsed(first))
  if (!head.success) return null
  const people = new Set<string>()
  for (const line of lines.slice(0, -1)) {
    const entry = Entry.safeParse(parsed(line))
    if (!entry.success) return null
    people.add(entry.data.person)
  }
  return { id: head.data.ledger, people }
}

/**
 * Takes into the ledger in one folder who is erased in another one, where both are the same installation's; the ledger of another one is
 * left alone. Where there is none, the other becomes it.
 */
export function joinLedger(folder: string, other: string): void {
  const known = readLedger(folder)
  const more = readLedger(other)
  if (!more || (known && known.id !== more.id)) return
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (!known) return void [KEY, FILE].map((name) => cpSync(join(other, name), join(folder, name)))
  const lines = readFileSync(join(other, FILE), 'utf8').split('\n').slice(1, -1)
  const missing = lines.filter((line) => !known.people.has(Entry.parse(parsed(line)).person))
  const handle = openSync(join(folder, FILE), 'a', 0o600)
  try {
    for (const line of missing) writeSync(handle, `${line}\n`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** The ledger in a folder as one text, which `unpackLedger` puts into another; null when there is none. */
export function packLedger(folder: string): string | null {
  if (!readLedger(folder)) return null
  const [key, lines] = [KEY, FILE].map((name) => readFileSync(join(folder, name), 'utf8'))
  return JSON.stringify({ key, lines })
}

/** Puts a packed ledger into a folder of its own. Throws for what is none. */
export function unpackLedger(text: string, folder: string): void {
  const { key, lines } = z.object({ key: z.string(), lines: z.string() }).parse(JSON.parse(text))
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  makePrivateFile(join(folder, KEY), key)
  makePrivateFile(join(folder, FILE), lines)
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
