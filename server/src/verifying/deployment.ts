import type { Asking, Encrypted, Inspection, Seen } from '../outgoing/inspection.ts'
import type { OpenSocket } from '../outgoing/outgoing.ts'
import { CannotLook } from './looked.ts'

/** Who looks: a throw-away account, one that was named, or a token. */
export interface Visitor {
  token: string
  email: string | null
  /** It was made for this, and is erased afterwards. */
  ours: boolean
}

export type Deployment = ReturnType<typeof createDeployment>

/** A deployment as the checks see it: what is asked is counted, and whoever signed in is remembered. */
export function createDeployment({
  target,
  origin,
  inspection,
  openSocket,
}: {
  target: URL
  /** A page that may call from elsewhere; null: nobody said. */
  origin: string | null
  inspection: Inspection
  openSocket: OpenSocket
}) {
  let visitor: Visitor | null = null
  let asked = 0
  const faults: string[] = []

  async function ask(method: string, path: string, asking: Asking = {}): Promise<Seen> {
    const seen = await inspection.ask(method, path, asking)
    asked += 1
    if (seen.status >= 500) faults.push(`${method} ${path}: ${seen.status}`)
    return seen
  }

  function who(): Visitor {
    if (!visitor) throw new CannotLook('nobody is signed in', 'see auth-flow')
    return visitor
  }

  return {
    target,
    origin: origin ?? target.origin,
    isOriginNamed: origin !== null,
    isEncrypted: target.protocol === 'https:',
    /** This machine: nobody else is between. */
    isLocal: /^(?:localhost|127\.[\d.]+|\[::1\])$/.test(target.hostname),
    ask,
    askPlain: (path: string): Promise<Seen> => inspection.askPlain(path),
    encrypted: (now: Date): Promise<Encrypted> => inspection.encrypted(now),
    speaks: inspection.speaks,
    openSocket,

    /** Asks as whoever signed in. Throws CannotLook when nobody could. */
    async askSignedIn(method: string, path: string, { headers = {}, body }: Asking = {}): Promise<Seen> {
      const authorization = `Bearer ${who().token}`
      return ask(method, path, { headers: { authorization, ...headers }, ...(body === undefined ? {} : { body }) })
    },

    get visitor() {
      return who()
    },
    get isVisited() {
      return visitor !== null
    },
    remember(who: Visitor) {
      visitor = who
    },

    /** How many answers there were, and which of them were the server's own faults. */
    tally: () => ({ asked, faults: [...faults] }),
  }
}

/** The JSON of an answer; null where it is none. */
// biome-ignore lint/suspicious/noExplicitAny: checks look into answers of every shape
export function jsonOf({ body }: Seen): any {
  try {
    return JSON.parse(body.toString())
  } catch {
    return null
  }
}

/** One header, in one line; empty where it is missing. */
export const header = ({ headers }: Seen, name: string): string => String(headers[name] ?? '')

/** How an answer that was not wanted reads. */
export function answered(seen: Seen): string {
  const code = jsonOf(seen)?.code
  return `answered ${seen.status}${typeof code === 'string' ? ` (${code})` : ''}`
}
