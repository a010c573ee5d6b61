import { BlockList, isIP } from 'node:net'
import { z } from 'zod'
import { recordOf } from '../records.ts'
import { listOf } from './list.ts'
import { canBeKey, NO_KEY } from './master-key.ts'
import { publicKeyOf } from './push-key.ts'

/** Where the data live: one file, or a server. */
export type DatabaseAddress = { engine: 'sqlite'; file: string } | { engine: 'postgres'; url: string }

/** What a setting's text means, or a sentence part that says what is wrong with it, as in "KEY must be …". */
function understood<Value>(read: (text: string) => Value | Wrong) {
  return z.string().transform((text, context) => {
    const value = read(text)
    if (!(value instanceof Wrong)) return value
    context.issues.push({ code: 'custom', message: value.why, input: undefined })
    return z.NEVER
  })
}

class Wrong {
  readonly why: string
  constructor(why: string) {
    this.why = why
  }
}

const PASSPHRASE_LEAST = 12
const YES = ['true', '1', 'yes', 'on']
const NO = ['false', '0', 'no', 'off']

/** `true` or `false`; also 1/0, yes/no, on/off, in any case. */
export const yesOrNo = understood((text) => {
  if (YES.includes(text.toLowerCase())) return true
  return NO.includes(text.toLowerCase()) ? false : new Wrong('must be true or false')
})

/** A whole number within bounds, both allowed. */
export function whole(least: number, most: number) {
  return understood((text) => {
    const number = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN
    return number >= least && number <= most ? number : new Wrong(`must be a whole number from ${least} to ${most}`)
  })
}

/** A whole number within bounds, both allowed, or the word `unlimited`. */
export function unlimitedOr(least: number, most: number) {
  return understood((text): number | 'unlimited' | Wrong => {
    if (text.toLowerCase() === 'unlimited') return 'unlimited'
    const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
    return number >= least && number <= most
      ? number
      : new Wrong(`must be a whole number from ${least} to ${most}, or unlimited`)
  })
}

/** A number within bounds, both allowed. */
export function decimal(least: number, most: number) {
  return understood((text) => {
    const number = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN
    return number >= least && number <= most ? number : new Wrong(`must be a number from ${least} to ${most}`)
  })
}

/** What each of a few things weighs, as `name=0.5` between commas; every one of them is named, and together they are 1. */
export function weightsOf<const Name extends string>(names: readonly Name[]) {
  return understood((text): Record<Name, number> | Wrong => {
    const wrong = new Wrong(`must say what each of ${names.join(', ')} weighs, like ${names[0]}=0.3, together 1`)
    const pairs = text.split(',').map((part) => part.split('=').map((side) => side.trim()))
    const given = new Map(
      pairs.map(([name = '', weight = '']) => [name, /^[\d.]{1,8}$/.test(weight) ? Number(weight) : Number.NaN]),
    )
    const weights = names.map((name) => given.get(name) ?? Number.NaN)
    const sum = weights.reduce((all, weight) => all + weight, 0)
    // What is missing or no number makes the sum none.
    if (given.size !== names.length || pairs.length !== names.length || !(Math.abs(sum - 1) < 1e-6)) return wrong
    return recordOf(names, (_name, n) => weights[n] ?? 0)
  })
}

/** Any text of one line. */
export const line = understood((text) =>
  // A control character in a key or a name is always a slip of the clipboard, and would end up in a header.
  /[\u0000-\u001f\u007f]/.test(text) ? new Wrong('must be one line of plain characters') : text,
)

/** A telephone number as carriers write it (E.164). */
export const phoneNumber = understood((text) =>
  isPhone(text, 8) ? text : new Wrong('must be a number like +15550100003'),
)

/** Any number of beginnings of telephone numbers, each with its plus sign. */
export const phoneBeginnings = understood((text) => {
  const list = listOf(text)
  return list?.every((one) => isPhone(one, 1)) ? list : new Wrong('must list beginnings of numbers, like +49,+43')
})

const isPhone = (text: string, least: number) =>
  text.startsWith('+') &&
  text.length > least &&
  text.length <= 16 &&
  [...text.slice(1)].every((c) => c >= '0' && c <= '9')

/** Who sends mails: `name@example.org`, or `Some Name <name@example.org>`. */
export const mailbox = line.pipe(
  understood((text) => {
    const [, name = '', address = ''] = /^(?:"?([^"<>]*?)"?\s*<([^<>]+)>)$/.exec(text) ?? [text, '', text]
    return z.email().safeParse(address).success
      ? { name: name.trim(), address }
      : new Wrong('must be an address like companion@example.org, or Some Name <companion@example.org>')
  }),
)

/** Somebody to write to, as an address of a mailbox or of a page. */
export const contact = line.pipe(
  understood((text) => {
    const url = URL.parse(text)
    const fits =
      url?.protocol === 'https:' || (url?.protocol === 'mailto:' && z.email().safeParse(url.pathname).success)
    return fits ? text : new Wrong('must be an address like mailto:operator@example.org or https://example.org')
  }),
)

/** The private half of a key pair for push messages. */
export const pushPrivateKey = understood((text) =>
  publicKeyOf(text) === null ? new Wrong('must be a private key on P-256: 32 bytes in base64url') : text,
)

/** What somebody remembers, or keeps in a safe; whoever finds what it seals may guess for years. */
export const passphrase = understood((text) =>
  text.length >= PASSPHRASE_LEAST ? text : new Wrong(`must have at least ${PASSPHRASE_LEAST} characters`),
)

/** A master key, as `master-key.ts` reads it. The result is the text as written. */
export const masterKey = understood((text) => (canBeKey(text) ? text : new Wrong(NO_KEY)))

/** Any number of master keys. */
export const masterKeys = understood((text) => {
  const list = listOf(text)
  return list?.every(canBeKey) ? list : new Wrong(`must list keys, each of which ${NO_KEY}`)
})

/** One or more blocks of a PEM file. */
export const pem = understood((text) =>
  /^-----BEGIN [A-Z ]+-----$/m.test(text)
    ? text
    : new Wrong('must be the text of a PEM file; give its path with _FILE'),
)

/** One of a few words, in any case. The result is the word as listed. */
export function oneOf<const Word extends string>(words: readonly Word[], aliases: Record<string, NoInfer<Word>> = {}) {
  return understood((text) => {
    const wanted = text.toLowerCase()
    const found = words.find((word) => word.toLowerCase() === wanted) ?? aliases[wanted]
    return found ?? new Wrong(`must be one of ${words.join(', ')}`)
  })
}

/** A list of distinct words in the order of preference. */
export function orderOf<const Word extends string>(words: readonly Word[]) {
  return understood((text): Word[] | Wrong => {
    const wanted = listOf(text)?.map((word) => word.toLowerCase())
    const known = wanted?.filter((word): word is Word => (words as readonly string[]).includes(word))
    if (!wanted?.length || known?.length !== wanted.length)
      return new Wrong(`must list one or more of ${words.join(', ')}`)
    return new Set(known).size === known.length ? known : new Wrong('must not name the same one twice')
  })
}

/** An address on the network with one of the given schemes. The result is the address as written. */
export function address(...schemes: string[]) {
  return understood((text) => {
    const url = URL.parse(text)
    const fits = url && schemes.includes(url.protocol.slice(0, -1)) && (url.host !== '' || url.protocol === 'unix:')
    return fits ? text : new Wrong(`must be an address that starts with ${schemes.map((s) => `${s}://`).join(' or ')}`)
  })
}

/** A service's base address; a trailing slash is dropped so that paths can be added. */
export const base = address('https', 'http').transform((url) => url.replace(/\/+$/, ''))

/** A DSN of Sentry: an address with a key in it, and the number of a project at its end. */
export const sentryDsn = understood((text) => {
  const url = URL.parse(text)
  const fits = url && /^https?:$/.test(url.protocol) && url.username !== '' && /\/\d{1,20}$/.test(url.pathname)
  return fits ? text : new Wrong('must be like https://KEY@HOST/PROJECT, as Sentry shows it')
})

/** Headers as OpenTelemetry writes them: `name=value`, between commas, values percent-encoded. */
export const headers = understood((text): Record<string, string> | Wrong => {
  const pairs = text.split(',').flatMap((pair) => (pair.trim() ? [pair.trim()] : []))
  const read = pairs.map((pair) => /^([\w-]{1,100})=([\x21-\x7e]{1,4000})$/.exec(pair))
  if (!read.every((pair) => pair !== null)) return new Wrong('must be like name=value,other=value')
  try {
    return Object.fromEntries(read.map(([, name = '', value = '']) => [name.toLowerCase(), decodeURIComponent(value)]))
  } catch {
    return new Wrong('has a value that is percent-encoded wrongly')
  }
})

function originOf(text: string): string | null {
  const url = URL.parse(text)
  const bare =
    url && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search && !url.hash && !url.username
  return bare ? url.origin : null
}

/** Scheme, host and port of a site, as a browser sends them. */
export const origin = understood(
  (text) => originOf(text) ?? new Wrong('must be an address like https://learn.example.org, without a path'),
)

/** Sites, or `*` alone for all of them. */
export const origins = understood((text) => {
  const list = listOf(text)
  if (!list)
    return new Wrong(
      'must be a list like ["https://a.example","https://b.example"] or https://a.example,https://b.example',
    )
  const read = list.map((entry) => (entry === '*' ? entry : originOf(entry)))
  const unread = read.indexOf(null)
  return unread < 0
    ? [...new Set(read as string[])]
    : new Wrong(`must list addresses like https://learn.example.org, without a path; entry ${unread + 1} is none`)
})

const NETWORKS = ['loopback', 'linklocal', 'uniquelocal']

function isNetwork(text: string): boolean {
  if (NETWORKS.includes(text)) return true
  const [ip = '', bits, ...rest] = text.split('/')
  const family = isIP(ip)
  if (!family || rest.length) return false
  if (bits === undefined) return true
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) return false
  new BlockList().addSubnet(ip, Number(bits), family === 4 ? 'ipv4' : 'ipv6')
  return true
}

/** Addresses or networks of proxies. */
export const networks = understood((text) => {
  const list = listOf(text)
  return list?.every(isNetwork)
    ? list
    : new Wrong(`must list IP addresses, networks like 10.0.0.0/8, or ${NETWORKS.join(', ')}`)
})

// Whole labels only, so that nothing that looks like an address is taken for a name.
const HOST_NAME = /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/i

/** Machines and networks that requests may go to: addresses, networks, or host names. */
export const destinations = understood((text) => {
  const list = listOf(text)
  const fits = (entry: string) => (!NETWORKS.includes(entry) && isNetwork(entry)) || HOST_NAME.test(entry)
  return list?.every(fits) ? list : new Wrong('must list host names, IP addresses, or networks like 10.0.0.0/8')
})

/** A program and its arguments as a JSON list; no shell reads it. */
export const command = understood((text): [string, ...string[]] | Wrong => {
  const wrong = new Wrong('must be a JSON list like ["program", "--option", "{file}"]')
  if (!text.startsWith('[')) return wrong
  const argv = z.tuple([z.string().min(1)], z.string()).safeParse(readJson(text))
  return argv.success && !argv.data.some((word) => word.includes('\0')) ? argv.data : wrong
})

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** A file (`sqlite:///relative`, `sqlite:////absolute`) or a PostgreSQL server. */
export const database = understood((text): DatabaseAddress | Wrong => {
  const file = /^sqlite:\/\/\/(.+)$/s.exec(text)?.[1]
  if (file) return { engine: 'sqlite', file }
  if (/^postgres(ql)?:\/\/./.test(text) && URL.parse(text)) return { engine: 'postgres', url: text }
  const driver = /^(?:sqlite|postgres(?:ql)?)\+\w+:/.exec(text)
  return new Wrong(
    driver
      ? 'must not name a driver: write sqlite:///… or postgresql://…'
      : 'must be sqlite:///relative/file, sqlite:////absolute/file, or postgresql://user:password@host:5432/name',
  )
})
