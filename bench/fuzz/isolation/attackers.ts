import type { KnownRoute } from '../../../server/src/http/route.ts'
import type { Random } from '../../random.ts'
import { strangers } from '../callers.ts'
import { NASTY_BODIES, NASTY_HEADERS, NASTY_TEXTS } from '../nastiness.ts'
import type { Wish } from './aims.ts'
import type { Owner } from './owner.ts'

/** Somebody who asks for what is another's. `mayAsk` leaves out what they would rightly be told. */
export interface Attacker {
  name: string
  headers: Record<string, string>
  mayAsk(route: KnownRoute): boolean
}

const always = () => true

/** Everybody who may not: another learner and their tokens, the owner's own token that lacks the scope, and strangers with pieces of tokens. */
export function attackersOf(owner: Owner, other: Owner, { secret }: { secret: string }): Attacker[] {
  const bearer = (name: string, token: string, mayAsk: Attacker['mayAsk'] = always): Attacker => ({
    name,
    headers: { authorization: `Bearer ${token}` },
    mayAsk,
  })
  const pieces = { accessToken: owner.secret.access, refreshToken: owner.secret.refresh } as Parameters<
    typeof strangers
  >[0]
  return [
    // Most of all the one who is signed in.
    ...Array.from({ length: 12 }, () => ({ name: 'another learner', headers: other.headers, mayAsk: always })),
    bearer('another learner’s token that reads', other.secret.reads),
    bearer('another learner’s token that writes', other.secret.writes),
    bearer('the owner’s token that only reads', owner.secret.reads, ({ scope }) => scope !== 'read'),
    bearer('the owner’s token that only writes', owner.secret.writes, ({ scope }) => scope !== 'write'),
    { name: 'a guessed admin key', headers: { ...other.headers, 'x-admin-key': 'guess'.repeat(8) }, mayAsk: always },
    ...strangers(pieces, { secret }).map(({ name, headers }) => ({ name, headers, mayAsk: always })),
  ]
}

/** What is sent in the end. */
export interface Sent {
  method: string
  path: string
  headers: Record<string, string>
  body: string | Uint8Array | null
}

/** Dresses a wish up in one of the ways in which a server has been tricked into taking one for another. */
export function disguised(
  wish: Wish,
  { method, owner, chance }: { method: string; owner: Owner; chance: Random },
): Sent {
  const sent = {
    method,
    path: wish.path,
    headers: { ...(wish.body === undefined ? {} : { 'content-type': 'application/json' }), ...wish.headers },
    body: wish.body,
  }
  for (let tricks = chance.below(4); tricks > 0; tricks--) chance.pick(TRICKS)(sent, owner, chance)
  const { body } = sent
  return { ...sent, body: body === undefined ? null : isRaw(body) ? body : JSON.stringify(body) }
}

type Trick = (sent: Omit<Sent, 'body'> & { body: unknown }, owner: Owner, chance: Random) => void

const OWNER_FIELDS = ['user_id', 'userId', 'user', 'owner', 'sub', 'as', 'account', 'email', 'id']
const isRaw = (body: unknown): body is string | Uint8Array => typeof body === 'string' || body instanceof Uint8Array
const isFields = (body: unknown): body is Record<string, unknown> =>
  typeof body === 'object' && body !== null && !isRaw(body)

const TRICKS: readonly Trick[] = [
  (sent, owner, chance) => {
    sent.path += `${sent.path.includes('?') ? '&' : '?'}${chance.pick(OWNER_FIELDS)}=${owner.id}`
  },
  (sent, owner, chance) => {
    if (isFields(sent.body))
      sent.body = { ...sent.body, [chance.pick(OWNER_FIELDS)]: owner.id, role: 'admin', status: 'active' }
  },
  (sent, owner) => {
    if (isFields(sent.body))
      sent.body = { ...sent.body, ['__proto__']: { user_id: owner.id }, 'constructor.prototype.user_id': owner.id }
  },
  (sent, owner, chance) => {
    const name = chance.pick([
      'x-user-id',
      'x-forwarded-user',
      'x-remote-user',
      'x-auth-request-user',
      'x-original-user',
    ])
    sent.headers[name] = owner.id
  },
  (sent, _owner, chance) => {
    sent.headers[chance.pick(['x-original-url', 'x-rewrite-url', 'x-http-method-override'])] = sent.path
  },
  (sent, owner) => {
    sent.headers.cookie = `lva_refresh=${owner.secret.refresh}; session=${owner.signIn}`
  },
  (sent) => {
    sent.headers.accept = 'text/event-stream'
  },
  (sent) => {
    sent.method = sent.method === 'GET' ? 'HEAD' : sent.method === 'DELETE' ? 'GET' : sent.method
  },
  (sent, owner) => {
    sent.path = sent.path
      .replace(owner.exchange, owner.exchange.toUpperCase())
      .replace(owner.id, owner.id.toUpperCase())
  },
  (sent, _owner, chance) => {
    sent.path = chance.pick([
      sent.path.replace(/^\/api/, '/api/'),
      sent.path.replace(/^\/api/, '/API'),
      sent.path.replace(/-/g, '%2d'),
      `${sent.path}/`,
      `${sent.path};x=1`,
      `${sent.path}%00`,
      `/health/..${sent.path}`,
      `/assets/%2e%2e${sent.path}`,
    ])
  },
  (sent, _owner, chance) => {
    if (!isFields(sent.body)) return
    const names = Object.keys(sent.body)
    if (names.length > 0) sent.body = { ...sent.body, [chance.pick(names)]: chance.pick(NASTY_TEXTS) }
  },
  (sent, _owner, chance) => {
    if (sent.body !== undefined && chance.often(0.3)) sent.body = chance.pick(NASTY_BODIES)
  },
  (sent, _owner, chance) => {
    if (chance.often(0.5)) Object.assign(sent.headers, chance.pick(NASTY_HEADERS))
  },
]
