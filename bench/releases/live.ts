import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import type { DatabaseAddress } from '../../server/src/db/open.ts'
import { openSqliteFile } from '../../server/src/db/sqlite.ts'
import type { Embeddings } from '../../server/src/providers/embeddings/embeddings.ts'
import type { Letter, Mail } from '../../server/src/providers/mail/mail.ts'
import { nothingThere } from '../../server/test/nothing-there.ts'
import { RELEASE_KEY } from '../../server/test/releases.ts'

// node bench/releases/live.ts TREE FILE [--database URL]: in the house of the release in TREE, by its doors, a few learners get something of
// everything there is. A SQLite database is copied to FILE then.
const { positionals, values } = parseArgs({ allowPositionals: true, options: { database: { type: 'string' } } })
const [tree, file] = positionals
if (!tree || !file) throw new Error('Say which release, and where its database goes.')
const of = <Module>(path: string): Promise<Module> => import(pathToFileURL(join(tree, path)).href)

const DAY_MS = 86_400_000
/** Work that waits a while, so that what comes together is done together. */
const PATIENT = ['learn', 'judge-turns', 'see-goals', 'find-insights']
const [{ openHouse }, { readConfig }, { createLog }, { createScriptedLlm, createScriptedTts }] = await Promise.all([
  of<typeof import('../../server/src/main.ts')>('server/src/main.ts'),
  of<typeof import('../../server/src/config.ts')>('server/src/config.ts'),
  of<typeof import('../../server/src/http/log.ts')>('server/src/http/log.ts'),
  of<typeof import('../../server/src/providers/scripted.ts')>('server/src/providers/scripted.ts'),
])
const { createOwner } = await of<typeof import('../fuzz/isolation/owner.ts')>('bench/fuzz/isolation/owner.ts')
const { createSender } = await of<typeof import('../fuzz/send.ts')>('bench/fuzz/send.ts')
const { createLearner } = await of<typeof import('../../server/test/learner.ts')>('server/test/learner.ts')
const { quickPasswords } = await of<typeof import('../../server/test/quick-passwords.ts')>(
  'server/test/quick-passwords.ts',
)

const folder = mkdtempSync(join(tmpdir(), 'lva-live-'))
const address: DatabaseAddress = values.database
  ? { engine: 'postgres', url: values.database }
  : { engine: 'sqlite', file: join(folder, 'companion.db') }
const letters: Letter[] = []
const mail: Mail = { name: 'letter-box', send: async (letter) => void letters.push(letter), probe: async () => {} }
const embeddings: Embeddings = {
  ...{ name: 'lengths', model: 'lengths' },
  embed: async (texts) => ({ vectors: texts.map(({ length }) => Float32Array.of(Math.cos(length), Math.sin(length))) }),
}
/** Says again the words that only one learner says. */
const repeating = (request: object) => {
  const shown = new Set(JSON.stringify(request).match(/canary[a-z]+\d+z/gi) ?? [])
  return { words: ['Tell me more', ...[...shown].map((word) => ` of ${word}`), '.'] }
}
let ahead = 0
const house = await openHouse(
  readConfig(
    {
      ...{ ENVIRONMENT: 'test', HOST: '127.0.0.1', PORT: '0', DATA_DIR: folder, ENCRYPTION_KEY: RELEASE_KEY },
      ...{ RATE_LIMIT_ENABLED: 'false', JWT_ACCESS_EXPIRE_MINUTES: '1440' },
    },
    { readFile: nothingThere },
  ),
  {
    ...{ log: createLog({ level: 'error', json: true }), path: '', home: '', address, mail, embeddings, stt: null },
    ...{ passwords: quickPasswords, now: () => new Date(Date.now() + ahead) },
    ...{ llm: createScriptedLlm(repeating), tts: createScriptedTts() },
  },
)
const { db } = house.database
const url = (await house.serve()).replace('localhost', '127.0.0.1')
const sender = createSender(url)
try {
  for (const name of ['ada', 'ben']) await createOwner({ sender, mailed, forgetMails, learnt }, name)
  await learn('lena@example.org')
  await goAway('gone@example.org')
  await learnt()
  if (!values.database) copyTo(file)
} finally {
  sender.close()
  await house.close()
  rmSync(folder, { recursive: true, force: true })
}

function copyTo(path: string) {
  const opened = openSqliteFile(join(folder, 'companion.db'), { readonly: true })
  // The copy has no journal, and no page that is free.
  opened.prepare('vacuum into ?').run(path)
  opened.close()
}

/** Somebody who has cards that are due, goals, a lesson, and preferences. */
async function learn(email: string) {
  const lena = await createLearner(url, { email, name: 'Lena' })
  await lena.say('Octopuses have three hearts.', { session: 'biology', headers: { 'idempotency-key': 'first' } })
  await lena.say('Please answer more briefly from now on.', { session: 'biology' })
  await lena.call('POST', '/api/conversation/sessions/biology/end')
  await learnt()
  const [concept] = (await lena.get('/api/graph/concepts')).body.concepts
  await lena.call('PATCH', `/api/graph/concepts/${concept.id}`, { name: 'Kraken' })
  for (const goal of [
    { kind: 'reviews', title: 'A few questions every day', target: 5, repeat: 'daily' },
    { kind: 'exchanges', title: 'A thousand turns', target: 1_000 },
  ])
    await lena.call('POST', '/api/goals', goal)
  const { body: item } = await lena.call('POST', '/api/reviews/items', {
    ...{ concept: 'Octopus', deck: 'Biology', points: [{ text: 'three hearts' }] },
    prompts: [{ kind: 'recall', text: 'How many hearts does an octopus have?' }],
  })
  const at = (daysAgo: number) => new Date(Date.now() - daysAgo * DAY_MS).toISOString()
  const reviews = [9, 6].map((days) => ({
    ...{ id: crypto.randomUUID(), prompt_id: item.prompts[0].id, rating: 3, at: at(days) },
  }))
  await lena.call('POST', '/api/reviews/taken', { reviews })
  await lena.call('PATCH', '/api/reviews/settings', { retention: 0.85 })
  await lena.call('PATCH', '/api/reminders/settings', { streak: true })
  await lena.say('Let me teach you about the octopus.', { session: 'lesson' })
  await lena.say('It has three hearts, because its gills need two of their own.', { session: 'lesson' })
  await house.accounts.invite({ email: 'friend@example.org', hours: 72 })
  await house.accounts.setRole(email, 'admin')
  await lena.call('PUT', `/admin/users/${lena.id}/quotas`, { requests: 500, audio_minutes: null, tokens: null })
}

/** Somebody who asked to be erased. */
async function goAway(email: string) {
  const gone = await createLearner(url, { email, name: 'Gone' })
  await gone.say('I will not be here for long.', { session: 'short' })
  await gone.call('POST', '/api/gdpr/delete', { confirm: true })
}

async function mailed(email: string, kind: 'verify' | 'reset'): Promise<string> {
  for (let tries = 0; tries < 400; tries++) {
    await house.jobs.settle()
    const written = letters.filter(({ to }) => to === email).map(({ text }) => text.split(`/mailed/${kind}#`)[1])
    const secret = written.findLast((text) => text !== undefined)?.split(/\s/)[0]
    if (secret) return secret
    await pause(50)
  }
  throw new Error(`no letter with a link to ${kind} came to ${email}`)
}

async function forgetMails() {
  await db.deleteFrom('mail_requests').execute()
}

/** What is done some minutes after a session is over, is done. */
async function learnt() {
  for (let tries = 0; tries < 400; tries++) {
    ahead += 60_000
    await house.jobs.settle()
    const waiting = await db
      .selectFrom('jobs')
      .select('id')
      .where('kind', 'in', PATIENT)
      .where('failed_at', 'is', null)
      .executeTakeFirst()
    if (!waiting && tries > 5) return
    await pause(50)
  }
  throw new Error('nothing was learnt')
}
