import { createECDH } from 'node:crypto'
import { voiceFile } from '../../../server/test/recordings.ts'
import type { Sender } from '../callers.ts'
import type { Reply } from '../send.ts'

/** Everything that is somebody's, by name, and the words that only they have said. */
export interface Owner {
  name: string
  id: string
  email: string
  headers: Record<string, string>
  /** A word in every text, that nobody else says; what shows that something of theirs was told. */
  canary: string
  session: string
  exchange: string
  unheard: string
  exportId: string
  memory: string
  analysis: string
  goal: string
  concept: string
  /** What they review: an item, its question, the review that asks it, and a day it is needed on. */
  item: string
  prompt: string
  review: string
  deadline: string
  document: string
  file: string
  picture: string
  reminded: string
  phone: string
  signIn: string
  tokenId: string
  /** What nobody else knows. An attacker aims with guesses in their place. */
  secret: {
    password: string
    access: string
    refresh: string
    /** Personal access tokens that may only read, and only write. */
    reads: string
    writes: string
    /** The path under which a reply is heard. */
    speech: string
    /** The path under which a document is downloaded. */
    download: string
    /** What stands in the links that were mailed. */
    verify: string
    reset: string
  }
}

/** Where somebody lives: a house that is asked, and the letter box of an address. */
export interface Place {
  sender: Sender
  /** The secret in the latest link of a kind that was mailed to an address. */
  mailed(email: string, kind: 'verify' | 'reset'): Promise<string>
  /** Forgets how many mails were asked for from this network: everybody here is on one. */
  forgetMails(): Promise<void>
  /** Has learnt what there is to learn from sessions that are over. */
  learnt(): Promise<void>
}

/** The smallest picture there is. */
const DOT = Buffer.from('R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=', 'base64')
const PASSWORD = 'Fuzzing1Passphrase'
let owners = 0

/** Asks and reads; throws when the house refuses. */
async function asked(
  sender: Sender,
  method: string,
  path: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Reply> {
  const reply = await sender.send({
    method,
    path,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    body: body === undefined ? null : JSON.stringify(body),
  })
  if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text.slice(0, 300)}`)
  return reply
}

/** Somebody new, who has said things, left a recording, and has something of everything there is. */
export async function createOwner({ sender, mailed, forgetMails, learnt }: Place, name: string): Promise<Owner> {
  const canary = `canary${name}${++owners}z`
  const email = `${canary}@example.net`
  const who = { email, password: PASSWORD }
  await forgetMails()
  const { id } = read(
    await asked(sender, 'POST', '/api/auth/register', { body: { ...who, full_name: `Name ${canary}` } }),
  )
  const device = { 'user-agent': `${canary}/1.0` }
  const token = read(await asked(sender, 'POST', '/api/auth/login', { body: who, headers: device }))
  const headers = { authorization: `Bearer ${token.access_token}`, ...device }
  const ask = async (method: string, path: string, body?: unknown) =>
    read(await asked(sender, method, path, { body, headers }))

  const session = `${name} learns`
  const turn = (text: string) => ask('POST', '/api/conversation', { text, session_id: session })
  const { exchange_id: exchange } = await turn(`My secret about the sky is ${canary} and a plan.`)
  await turn(`Blue light is scattered, said ${canary}. What else is there?`)
  // Nobody here writes speech down, so the recording waits.
  const { exchange_id: unheard } = read(
    await sender.send({
      method: 'POST',
      path: '/api/conversation',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ audio_base64: signed(voiceFile, canary).toString('base64'), session_id: session }),
    }),
  )
  await ask('POST', '/api/feedback/explicit', { exchange_id: exchange, thumb: 'up', comment: `It helped ${canary}.` })
  const lives = `${name} lives`
  for (const text of [
    `I live in ${canary}.`,
    `In Hamburg is ${canary}.`,
    `We love ${canary}.`,
    `I need to write to ${canary}.`,
  ])
    await ask('POST', '/api/conversation', { text, session_id: lives, mode: 'capture' })
  await ask('POST', `/api/conversation/sessions/${encodeURIComponent(lives)}/end`)
  const document = read(
    await sender.send({
      method: 'POST',
      path: `/api/upload/document?name=${canary}.md`,
      headers: { 'content-type': 'text/plain', ...headers },
      body: `# A plan of ${canary}\n\nThe sky of ${canary} is blue.`,
    }),
  )
  const picture = read(
    await sender.send({
      method: 'POST',
      path: `/api/upload/image?caption=${canary}`,
      headers: { 'content-type': 'image/gif', ...headers },
      body: DOT,
    }),
  )
  await learnt()
  const [memory] = (await ask('GET', '/api/memories')).memories
  const [analysis] = (await ask('GET', '/api/analyses')).analyses
  const [concept] = (await ask('GET', '/api/graph/concepts')).concepts
  const { id: goal } = await ask('POST', '/api/goals', { kind: 'custom', title: `Read all of ${canary}`, target: 5 })
  const item = await ask('POST', '/api/reviews/items', {
    ...{ concept: canary, deck: `Deck of ${canary}`, prompts: [{ kind: 'recall', text: `What is ${canary}?` }] },
    points: [{ text: `${canary} is blue` }],
  })
  const { id: deadline } = await ask('POST', '/api/reviews/deadlines', { name: `Exam of ${canary}`, day: '2100-01-01' })
  const { id: review } = await ask('POST', '/api/reviews/sessions', { session_id: `${name} reviews` })
  await asked(sender, 'POST', '/api/search/recent', { body: { query: `about ${canary}` }, headers })
  const { id: reminded } = await ask('POST', '/api/reminders/devices', pushDevice(canary))
  const { number: phone } = await ask('POST', '/api/phone/numbers', { number: phoneNumber(), way: 'call-us' })
  const { export_id: exportId } = await ask('POST', '/api/gdpr/export', { format: 'json' })
  const { download_url: download } = await ask('GET', `/api/documents/${document.id}`)
  const [signIn] = (await ask('GET', '/api/auth/sessions')).sessions
  const make = (scope: string) =>
    ask('POST', '/api/auth/tokens', {
      name: `${scope} ${canary}`,
      scopes: [scope],
      expires_in_days: 1,
      current_password: PASSWORD,
    })
  const [reads, writes] = [await make('read'), await make('write')]
  await asked(sender, 'POST', '/api/auth/password-reset', { body: { email } })
  const { audio_url: speech } = await ask('GET', `/api/conversation/exchanges/${exchange}/speech`)
  return {
    ...{ name, id, email, headers, canary, session, exchange, unheard, exportId },
    ...{ analysis: analysis.id, memory: memory.id, concept: concept.id, goal },
    ...{ item: item.id, prompt: item.prompts[0].id, review, deadline },
    ...{ document: document.id, file: document.file_id, picture: picture.id, reminded, phone: phone.id },
    signIn: signIn.id,
    tokenId: reads.id,
    secret: {
      password: PASSWORD,
      access: token.access_token,
      refresh: token.refresh_token,
      reads: reads.token,
      writes: writes.token,
      speech,
      download,
      verify: await mailed(email, 'verify'),
      reset: await mailed(email, 'reset'),
    },
  }
}

/** Any number of nobody. */
export const phoneNumber = () => `+1555${Math.floor(Math.random() * 9_000_000 + 1_000_000)}`

/** What a browser gives out to be reached by; nobody writes to this one. */
export function pushDevice(name: string) {
  const pair = createECDH('prime256v1')
  pair.generateKeys()
  return {
    endpoint: `https://fcm.googleapis.com/fcm/send/${name}`,
    keys: { p256dh: pair.getPublicKey('base64url'), auth: Buffer.alloc(16, 1).toString('base64url') },
  }
}

/** The same as somebody knows it who was told every id, and no secret. */
export function fromOutside(owner: Owner): Owner {
  const unsigned = (link: string) => {
    const [address, query] = link.split('signature=')
    return `${address}signature=${(query ?? '').slice(0, -4)}AAAA`
  }
  return {
    ...owner,
    headers: {},
    secret: {
      password: 'Guessing1Passphrase',
      access: `${owner.secret.access.slice(0, -4)}AAAA`,
      refresh: `${owner.secret.refresh.slice(0, -4)}AAAA`,
      reads: `${owner.secret.reads.slice(0, -6)}AAAAAA`,
      writes: `${owner.secret.writes.slice(0, -6)}AAAAAA`,
      speech: unsigned(owner.secret.speech),
      download: unsigned(owner.secret.download),
      verify: `${owner.secret.verify.slice(0, -6)}AAAAAA`,
      reset: `${owner.secret.reset.slice(0, -6)}AAAAAA`,
    },
  }
}

/** A recording that holds a word: WAV files may carry notes behind their sound. */
function signed(wav: Buffer, word: string): Buffer {
  const note = Buffer.alloc(8 + 4 + 8 + 64)
  note.write('LIST', 0)
  note.writeUInt32LE(note.length - 8, 4)
  note.write('INFOINAM', 8)
  note.writeUInt32LE(64, 16)
  note.write(word, 20)
  const whole = Buffer.concat([wav, note])
  whole.writeUInt32LE(whole.length - 8, 4)
  return whole
}

// biome-ignore lint/suspicious/noExplicitAny: answers of every shape are read here
const read = (reply: Reply): any => (reply.text === '' ? null : JSON.parse(reply.text))
