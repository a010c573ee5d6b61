import { createHmac, randomBytes } from 'node:crypto'
import { closeSync, cpSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { makePrivateFile } from '../private-file.ts'

const Head = z.object({ ledger: z.string(), since: z.string() })
const Entry = z.object({ person: z.string(), at: z.string() })
const Wait = z.object({ waits: z.string(), at: z.string(), due: z.string().nullable() })
const Line = z.union([Entry, Wait])
const FILE = 'ledger.jsonl'
const KEY = 'key'

export type Ledger = ReturnType<typeof createLedger>

/** What was last said about erasing somebody later: until which day it waits, or that the account stays after all. */
export interface Waiting {
  at: string
  due: string | null
}

/**
 * Whom this installation has erased, and who is to be erased, in a folder beside the database, so that an older copy of the database can
 * be told. It holds no id: only a keyed hash of it, whose key stands beside it, and dates.
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
      append(folder, [JSON.stringify({ person: keyed(userId), at: now().toISOString() })])
    },

    /** Writes down until when somebody's erasure waits, or that the account stays; once, however often it is said. */
    addWaiting(userId: string, { at, due }: Waiting): void {
      begin()
      const said = readLedger(folder)?.waiting.get(keyed(userId))
      if (said?.at === at && said.due === due) return
      append(folder, [JSON.stringify({ waits: keyed(userId), at, due })])
    },

    /** A look into the ledger as it is now: was this person erased? */
    look(): (userId: string) => boolean {
      const people = readLedger(folder)?.people
      if (!people || people.size === 0) return () => false
      return (userId) => people.has(keyed(userId))
    },

    /** The same: is this person to be erased? */
    lookForWaiting(): (userId: string) => Waiting | null {
      const waiting = readLedger(folder)?.waiting
      if (!waiting || waiting.size === 0) return () => null
      return (userId) => waiting.get(keyed(userId)) ?? null
    },
  }
}

function append(folder: string, lines: readonly string[]): void {
  const handle = openSync(join(folder, FILE), 'a', 0o600)
  try {
    for (const line of lines) writeSync(handle, `${line}\n`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** The ledger in a folder, or null when it is not there or damaged. A last line that was cut short was never acted upon. */
export function readLedger(
  folder: string,
): { id: string; people: Set<string>; waiting: Map<string, Waiting>; lines: string[] } | null {
  const file = join(folder, FILE)
  if (!existsSync(file) || !existsSync(join(folder, KEY))) return null
  const [first = '', ...lines] = readFileSync(file, 'utf8').split('\n')
  const head = Head.safeParse(parsed(first))
  if (!head.success) return null
  const people = new Set<string>()
  const waiting = new Map<string, Waiting>()
  for (const line of lines.slice(0, -1)) {
    const { data } = Line.safeParse(parsed(line))
    if (!data) return null
    if ('person' in data) people.add(data.person)
    else if (isLater(data, waiting.get(data.waits))) waiting.set(data.waits, data)
  }
  return { id: head.data.ledger, people, waiting, lines: lines.slice(0, -1) }
}

// Of two that were said at once, the one by which the account stays.
const isLater = (said: Waiting, before: Waiting | undefined) =>
  !before || said.at > before.at || (said.at === before.at && before.due !== null)

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
  const present = new Set(known.lines)
  append(
    folder,
    more.lines.filter((line) => {
      const { data } = Entry.safeParse(parsed(line))
      return data ? !known.people.has(data.person) : !present.has(line)
    }),
  )
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
