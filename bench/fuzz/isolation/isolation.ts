import type { KnownRoute } from '../../../server/src/http/route.ts'
import { createRandom, type Random } from '../../random.ts'
import { AIMS, type Aim, aimOf } from './aims.ts'
import { type Attacker, attackersOf, disguised, type Sent } from './attackers.ts'
import { ACCESS_SECRET, openTellingHouse, type TellingHouse } from './house.ts'
import { createOwner, fromOutside, type Owner } from './owner.ts'
import { rowsOf } from './rows.ts'
import { talk } from './sockets.ts'

/** What a run found. */
export interface Findings {
  asked: number
  /** Routes the application has, each with what its control showed and the statuses attackers read. */
  routes: Map<string, { control: string; asked: number; statuses: Map<number, number> }>
  faults: string[]
}

const BATCH = 24
const AT_ONCE = 5
const COSTLY = /^POST .*\/(?:register|login|json|tokens|password)$/
/** After so many requests it is looked whether the owner's rows are as they were, and the attacker still signed in. */
const LOOK_EVERY = 960

/**
 * Asks a whole house, as everybody who may not, for one learner's things, on every route the application itself knows. Nothing of the
 * learner may be told, no row of theirs may change; and the same request by the learner has to reach it, or it would prove nothing.
 */
export async function proveIsolation({
  requests,
  seed,
  database,
}: {
  requests: number
  seed: number
  database?: string | undefined
}): Promise<Findings> {
  const telling = await openTellingHouse({ database })
  try {
    return await prove(telling, { requests, chance: createRandom(seed) })
  } finally {
    await telling.close()
  }
}

async function prove(
  telling: TellingHouse,
  { requests, chance }: { requests: number; chance: Random },
): Promise<Findings> {
  const { app, house } = telling
  const known = new Map(app.routes.map((route) => [`${route.method} ${route.url}`, route]))
  // HEAD is GET without its body.
  const names = [...known.keys()].filter((name) => !name.startsWith('HEAD '))
  const faults = [
    ...names
      .filter((name) => !aimOf(name))
      .map((name) => `${name}: nobody said how to ask it; add it to bench/fuzz/isolation/aims.ts`),
    ...Object.keys(AIMS)
      .filter((name) => !known.has(name))
      .map((name) => `${name}: there is no such route any more; take it out of bench/fuzz/isolation/aims.ts`),
  ]
  const aims = names.flatMap((name) => {
    const [aim, route] = [aimOf(name), known.get(name)]
    return aim && route ? [{ name, aim, route }] : []
  })
  const routes: Findings['routes'] = new Map()

  const ana = await createOwner(telling, 'ana')
  const admin = await administrator(telling)
  const spare = createSpare(telling)
  for (const { name, aim, route } of aims) {
    // What changes something changes somebody who is needed for nothing else.
    const owner = aim.shows === 'change' ? await spare() : ana
    const { shown, fault } = await control(telling, { aim, route, owner, admin })
    routes.set(name, { control: shown, asked: 0, statuses: new Map() })
    if (fault) faults.push(`${name}: ${fault}`)
  }

  const outside = fromOutside(ana)
  let ben = await createOwner(telling, 'ben')
  let attackers = attackersOf(ana, ben, { secret: ACCESS_SECRET })
  // What the house still does about Ana's own requests is not an attacker's.
  await telling.learnt()
  const before = await rowsOf(house.database.db, ana.id)
  let asked = 0

  async function once() {
    const { name, aim, route } = chance.pick(aims)
    // Each of these hashes a password; there are other ways to spend the time.
    if (COSTLY.test(name) && chance.often(0.8)) return
    const attacker = chance.pick(attackers)
    if (!attacker.mayAsk(route)) return
    const reply = await attack(telling, { aim, route, attacker, outside, chance })
    asked += reply.requests
    const row = routes.get(name)
    if (row) {
      row.asked += reply.requests
      row.statuses.set(reply.status, (row.statuses.get(reply.status) ?? 0) + 1)
    }
    const how = `${attacker.name}: ${reply.sent.method} ${reply.sent.path.slice(0, 200)} ${String(reply.sent.body ?? '').slice(0, 200)}`
    if (reply.text.toLowerCase().includes(ana.canary)) faults.push(`${name}: told what is Ana’s\n  ${how}`)
    if (reply.status >= 500) faults.push(`${name}: ${reply.status}\n  ${how}`)
  }

  while (asked < requests && faults.length < 50) {
    const until = Math.min(requests, asked + LOOK_EVERY)
    while (asked < until) await Promise.all(Array.from({ length: BATCH }, once))
    const now = await rowsOf(house.database.db, ana.id)
    if (now !== before) {
      faults.push(`Ana’s rows are not what they were:\n${difference(before, now)}`)
      break
    }
    if (!(await isIn(telling, ben))) {
      ben = await createOwner(telling, 'ben')
      attackers = attackersOf(ana, ben, { secret: ACCESS_SECRET })
    }
  }
  if (!(await isIn(telling, ana))) faults.push('somebody signed Ana out')
  const never = [...routes].filter(([, { asked }]) => asked === 0).map(([name]) => name)
  if (never.length > 0 && requests > 40 * routes.size) faults.push(`never asked: ${never.join(', ')}`)
  for (const line of telling.logged.filter((line) => line.includes('canary')))
    faults.push(`logged: ${line.slice(0, 300)}`)
  return { asked, routes, faults }
}

/** Learners who are needed once. Some come at a time: what reads their documents and sessions starts once for all of these. */
function createSpare(telling: TellingHouse): () => Promise<Owner> {
  const ready: Owner[] = []
  return async () => {
    if (ready.length === 0)
      ready.push(...(await Promise.all(Array.from({ length: AT_ONCE }, () => createOwner(telling, 'cleo')))))
    return ready.pop() as Owner
  }
}

/** The same request by the one whose things they are; a fault when it does not reach them. */
async function control(
  telling: TellingHouse,
  { aim, route, owner, admin }: { aim: Aim; route: KnownRoute; owner: Owner; admin: Record<string, string> },
): Promise<{ shown: string; fault: string | null }> {
  const { house } = telling
  const headers = aim.by === 'administrator' ? admin : owner.headers
  const before = await rowsOf(house.database.db, owner.id)
  const reply = await send(telling, plain(route, aim, owner, headers), { until: new RegExp(owner.canary) })
  const tells = reply.text.toLowerCase().includes(owner.canary)
  const seen = `${reply.status}: ${reply.text.slice(0, 200)}`
  if (aim.shows === 'canary')
    return { shown: 'canary', fault: tells ? null : `the owner does not get it either (${seen})` }
  if (aim.shows === 'nothing')
    return {
      shown: aim.because,
      fault: tells ? `it is said to hold nothing of anybody, and told ${owner.name} about ${owner.name}` : null,
    }
  const changed = (await rowsOf(house.database.db, owner.id)) !== before
  return { shown: 'changed rows', fault: changed ? null : `the owner does not change it either (${seen})` }
}

function plain(route: KnownRoute, aim: Aim, owner: Owner, headers: Record<string, string>): Sent {
  const wish = aim.for(owner)
  return {
    method: route.method,
    path: wish.path,
    headers: {
      ...(wish.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
      ...wish.headers,
    },
    body: wish.body === undefined ? null : JSON.stringify(wish.body),
  }
}

async function attack(
  telling: TellingHouse,
  {
    aim,
    route,
    attacker,
    outside,
    chance,
  }: { aim: Aim; route: KnownRoute; attacker: Attacker; outside: Owner; chance: Random },
) {
  const sent = disguised(aim.for(outside), { method: route.method, owner: outside, chance })
  // Whoever asks is what they are; no trick may take their own sign-in away.
  Object.assign(sent.headers, attacker.headers)
  const reply = await send(telling, sent, { frames: chance.pick(FRAMES(outside)) })
  return { ...reply, sent }
}

const FRAMES = ({ secret, session }: Owner): string[][] => [
  ['{"type":"text","text":"What was my secret about the sky?"}'],
  ['{"type":"text","text":"secret sky","stream":true}', '{"type":"end"}'],
  ['{"type":"end"}'],
  [JSON.stringify({ type: 'auth', token: secret.access }), '{"type":"end"}'],
  [JSON.stringify({ type: 'auth', token: secret.refresh }), '{"type":"text","text":"Who am I?"}'],
  [
    JSON.stringify({ type: 'text', text: 'What was said?', session_id: session, user_id: 'ana' }),
    '{"type":"turn-cancel"}',
  ],
  ['{"type":"audio","audio":"AAAA"}', '[]', '{"type":"ping"}'],
]

/** One request, or a whole conversation over a socket; everything that came back as one text. */
async function send(
  { sender, url }: TellingHouse,
  sent: Sent,
  { frames = FRAMES_OF_THE_OWNER, until }: { frames?: readonly string[]; until?: RegExp },
): Promise<{ status: number; text: string; requests: number }> {
  if (sent.path.startsWith('/ws/') && sent.method === 'GET') {
    const { authorization = '' } = sent.headers
    const heard = await talk(url.replace(/^http/, 'ws') + sent.path, {
      headers: { authorization },
      frames,
      ...(until ? { until } : {}),
    })
    return { ...heard, requests: 1 + frames.length }
  }
  // Node refuses some requests before they leave, and the server may hang up on what is no HTTP.
  const reply = await sender.send(sent).catch(() => null)
  return {
    status: reply?.status ?? 0,
    text: reply ? `${JSON.stringify(reply.headers)}\n${reply.text}` : '',
    requests: 1,
  }
}

const FRAMES_OF_THE_OWNER = ['{"type":"text","text":"What was my secret about the sky?"}']

async function administrator(telling: TellingHouse): Promise<Record<string, string>> {
  const { email, headers } = await createOwner(telling, 'root')
  await telling.house.accounts.setRole(email, 'admin')
  return headers
}

async function isIn({ sender }: TellingHouse, { headers }: Owner): Promise<boolean> {
  const reply = await sender.send({ method: 'GET', path: '/api/user/me', headers, body: null })
  return reply.status === 200
}

function difference(before: string, now: string): string {
  const [old, fresh] = [before.split('\n'), now.split('\n')]
  return [
    ...old.filter((row) => !fresh.includes(row)).map((row) => `  - ${row.slice(0, 300)}`),
    ...fresh.filter((row) => !old.includes(row)).map((row) => `  + ${row.slice(0, 300)}`),
  ].join('\n')
}
