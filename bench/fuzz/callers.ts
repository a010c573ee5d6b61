import { createHmac } from 'node:crypto'
import type { createSender, Reply } from './send.ts'

export type Sender = ReturnType<typeof createSender>

/** Somebody who asks. `canaries` are words only they have said. */
export interface Caller {
  name: string
  headers: Record<string, string>
  canaries: readonly string[]
}

/** A learner with something to lose: three turns full of words nobody else says. */
export interface Victim extends Caller {
  exchanges: string[]
  sessions: string[]
  signIns: string[]
  accessToken: string
  refreshToken: string
}

export const PASSWORD = 'Fuzzing1Passphrase'
let learners = 0

/** Signs a new learner up and in, and has them say things. */
export async function createVictim(sender: Sender, name: string): Promise<Victim> {
  const mark = `${name}${++learners}z`
  const email = `canary-mail-${mark}@example.net`
  const ask = async (method: string, path: string, body: unknown, headers: Record<string, string> = {}) => {
    const reply = await sender.send({
      method,
      path,
      headers: { 'content-type': 'application/json', ...headers },
      body: body === null ? null : JSON.stringify(body),
    })
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`)
    return read(reply)
  }
  await ask('POST', '/api/auth/register', { email, password: PASSWORD, full_name: `Canaryname${mark}` })
  const token = await ask('POST', '/api/auth/login', { email, password: PASSWORD })
  const headers = { authorization: `Bearer ${token.access_token}` }
  const words = [0, 1, 2].map((n) => `canaryword${mark}x${n}`)
  const sessions = [`s-${mark}`, 'test-session']
  const exchanges: string[] = []
  for (const [n, word] of words.entries()) {
    const turn = { text: `My secret about the sky is ${word} and a plan.`, session_id: sessions[n % 2] }
    exchanges.push((await ask('POST', '/api/conversation', turn, headers)).exchange_id)
  }
  const { sessions: places } = await ask('GET', '/api/auth/sessions', null, headers)
  return {
    name,
    headers,
    canaries: [...words, email, `canaryname${mark}`],
    exchanges,
    sessions,
    signIns: places.map((place: { id: string }) => place.id),
    accessToken: token.access_token,
    refreshToken: token.refresh_token,
  }
}

/** Strangers who hold pieces of somebody's tokens, and nothing else. With the secret itself an old token can be made, but no good one is. */
export function strangers({ accessToken, refreshToken }: Victim, { secret }: { secret: string }): Caller[] {
  const bearer = (name: string, token: string): Caller => ({
    name,
    headers: { authorization: `Bearer ${token}` },
    canaries: [],
  })
  const [head = '', claims = '', signature = ''] = accessToken.split('.')
  const said = JSON.parse(Buffer.from(claims, 'base64url').toString())
  const none = Buffer.from('{"alg":"none"}').toString('base64url')
  const saying = (claims: object) => Buffer.from(JSON.stringify({ ...said, ...claims })).toString('base64url')
  const old = `${head}.${saying({ exp: said.iat - 60 })}`
  return [
    { name: 'signed out', headers: {}, canaries: [] },
    bearer('refresh as access', refreshToken),
    bearer('alg none', `${none}.${claims}.`),
    bearer('alg none, signed', `${none}.${claims}.${signature}`),
    bearer('longer life', `${head}.${saying({ exp: said.exp + 1e6 })}.${signature}`),
    bearer('expired', `${old}.${createHmac('sha256', secret).update(old).digest('base64url')}`),
    bearer('other signature', `${head}.${claims}.${refreshToken.split('.')[2]}`),
    bearer('cut token', accessToken.slice(0, -2)),
    { name: 'basic', headers: { authorization: `Basic ${accessToken}` }, canaries: [] },
    { name: 'token as cookie', headers: { cookie: `lva_refresh=${accessToken}` }, canaries: [] },
  ]
}

// biome-ignore lint/suspicious/noExplicitAny: answers of every shape are read here
const read = (reply: Reply): any => JSON.parse(reply.text)
