import { existsSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { onEveryEngine } from '../../test/engines.ts'
import type { Database } from '../db/open.ts'
import { newId } from '../ids.ts'
import { durationMs, type Pcm, toWav } from '../providers/pcm.ts'
import { ProviderError } from '../providers/provider-error.ts'
import type { Stt } from '../providers/stt/stt.ts'
import { createKeyring } from '../vault/keyring.ts'
import { createVault } from '../vault/vault.ts'
import { createWorkers } from '../workers/workers.ts'
import { createRecordings, type Recordings } from './recordings.ts'
import { random, sound } from './testing/sounds.ts'

const now = () => new Date('2026-03-01T10:00:00Z')
const { signal } = new AbortController()
const asked = { language: 'en', signal }
const HARMONICS = [1, 2, 3, 4, 5]

/** A second of silence, a second of a gliding voice, a second of silence. */
const voice = sound(3, (t) => {
  const since = t - 1
  if (since < 0 || since > 1) return 0
  return 0.1 * HARMONICS.reduce((sum, k) => sum + Math.sin(2 * Math.PI * k * (150 * since - 25 * since * since)), 0)
})
const spoken = toWav(voice)

const vault = createVault(() => createKeyring([Buffer.alloc(32, 7)]))

interface Scripted extends Stt {
  heard: { speech: Pcm; language: string | null }[]
}

function recogniser(say: () => string): Scripted {
  const heard: Scripted['heard'] = []
  return {
    name: 'scripted',
    model: null,
    heard,
    async transcribe(speech, { language }) {
      heard.push({ speech, language })
      return { text: say(), confidence: null }
    },
  }
}

onEveryEngine('recordings', (fresh) => {
  let database: Database
  let folder: string
  let ana: string
  let ben: string
  const open: Recordings[] = []
  const workers = createWorkers()
  const logged: { facts: object; message: string }[] = []
  const needed = new Set<string>()

  beforeAll(async () => {
    const made = await fresh()
    database = made.database
    folder = join(made.folder, 'recordings')
    ana = await learner('ana')
    ben = await learner('ben')
  })
  afterAll(async () => {
    await Promise.all(open.map((recordings) => recordings.close()))
    await workers.close()
  })

  afterEach(async () => {
    await database.db.deleteFrom('recordings').execute()
    rmSync(folder, { recursive: true, force: true })
  })

  async function learner(name: string): Promise<string> {
    const id = newId()
    const row = {
      id,
      email: `${name}@x.org`,
      email_key: `${name}@x.org`,
      full_name: null,
      password_hash: '',
      timezone: 'UTC',
      locale: 'en',
    }
    const rest = {
      role: 'user',
      status: 'active',
      settings: '{}',
      created_at: now().toISOString(),
      last_login: null,
    } as const
    await database.db
      .insertInto('users')
      .values({ ...row, ...rest })
      .execute()
    return id
  }

  function recordings(hear: Stt | null, place = folder): Recordings {
    const made = createRecordings({
      db: database.db,
      folders: { recordings: place, takes: join(place, '..', 'takes') },
      vault,
      workers,
      jobs: { inEveryProcess() {} },
      isNeeded: async (_, id) => needed.has(id),
      now,
      newId,
      sttFor: hear && (() => hear),
      clean: (text) => text.replace('[BLANK_AUDIO]', '').trim(),
      maxSeconds: 60,
      log: {
        info: (facts, message) => logged.push({ facts, message }),
        warn: (facts, message) => logged.push({ facts, message }),
      },
    })
    open.push(made)
    return made
  }

  const kept = async () => (await database.db.selectFrom('recordings').selectAll().execute()).length
  const files = () =>
    existsSync(folder)
      ? readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
      : []

  test('a spoken sentence becomes its words, and only the spoken part leaves the house', async () => {
    const stt = recogniser(() => ' Leaves are green. ')
    const all = recordings(stt)
    const id = await all.keep(ana, spoken, { signal })
    const written = await all.listen(ana, id, asked)
    expect(written).toMatchObject({ text: 'Leaves are green.', durationMs: 3000 })
    expect(written.voicedMs).toBeGreaterThan(800)
    expect(stt.heard).toHaveLength(1)
    expect(stt.heard[0]?.language).toBe('en')
    const heard = durationMs(stt.heard[0]?.speech ?? voice)
    expect(heard).toBeGreaterThan(1300)
    expect(heard).toBeLessThan(2500)
    expect(JSON.stringify(logged)).not.toContain('Leaves')
  })

  test('silence and noise never reach the recogniser, and its inventions are not believed', async () => {
    const stt = recogniser(() => '[BLANK_AUDIO]')
    const heard = recordings(stt)
    const hiss = random(4)
    for (const nothing of [sound(2, () => 0), sound(2, () => 0.3 * hiss())]) {
      const id = await heard.keep(ana, toWav(nothing), { signal })
      await expect(heard.listen(ana, id, asked)).rejects.toMatchObject({
        code: 'nothing-heard',
        status: 422,
      })
    }
    expect(stt.heard).toHaveLength(0)
    const id = await heard.keep(ana, spoken, { signal })
    await expect(heard.listen(ana, id, asked)).rejects.toMatchObject({ code: 'nothing-heard' })
    expect(stt.heard).toHaveLength(1)
  })

  test('without a recogniser a recording is kept, and written down when there is one', async () => {
    const deaf = recordings(null)
    const id = await deaf.keep(ana, spoken, { signal })
    await expect(deaf.listen(ana, id, asked)).rejects.toMatchObject({ code: 'no-recogniser', status: 503 })
    const stt = recogniser(() => 'Said before.')
    const hearing = recordings(stt)
    expect(await hearing.listen(ana, id, asked)).toMatchObject({ text: 'Said before.' })
    await hearing.remove(ana, [id])
    expect([await kept(), files()]).toEqual([0, []])
  })

  test('a recogniser that fails says when to come back, and why', async () => {
    const down = recogniser(() => {
      throw new ProviderError('scripted', 'rate-limited', { retryAfterMs: 4_200 })
    })
    const all = recordings(down)
    const failure = all.listen(ana, await all.keep(ana, spoken, { signal }), asked)
    await expect(failure).rejects.toMatchObject({
      code: 'recogniser-unavailable',
      retryAfter: 5,
      cause: { kind: 'rate-limited' },
    })
  })

  test('a kept recording is its owner’s alone', async () => {
    const all = recordings(null)
    const id = await all.keep(ana, spoken, { signal })
    await expect(all.read(ben, id)).rejects.toMatchObject({ code: 'not-found' })
    await expect(all.listen(ben, id, asked)).rejects.toMatchObject({ code: 'not-found' })
    await all.remove(ben, [id])
    expect(await kept()).toBe(1)
    const mine = await all.read(ana, id)
    expect(mine).toMatchObject({ mime: 'audio/wav', durationMs: 3000 })
    expect(Buffer.compare(mine.bytes, spoken)).toBe(0)
    const [file] = files()
    expect(statSync(join(file?.parentPath ?? '', file?.name ?? '')).mode & 0o777).toBe(0o600)
    await all.erase(ana)
    expect([await kept(), files()]).toEqual([0, []])
  })

  test('what a stopped process left behind is removed; what a turn needs stays', async () => {
    const all = recordings(null)
    const [wanted, forgotten] = [await all.keep(ana, spoken, { signal }), await all.keep(ana, spoken, { signal })]
    needed.add(wanted)
    const stray = join(folder, ana, `${newId()}.wav`)
    writeFileSync(stray, spoken)
    await all.clear()
    expect(files()).toHaveLength(3)
    await database.db.updateTable('recordings').set({ created_at: '2020-01-01T00:00:00.000Z' }).execute()
    for (const file of files()) utimesSync(join(file.parentPath, file.name), 0, 0)
    await all.clear()
    expect(files().map(({ name }) => name)).toEqual([`${wanted}.wav`])
    await expect(all.read(ana, forgotten)).rejects.toMatchObject({ code: 'not-found' })
    expect((await all.read(ana, wanted)).mime).toBe('audio/wav')
  })

  test('what is not a recording is never kept', async () => {
    const all = recordings(null)
    for (const [bytes, code] of [
      [Buffer.from('not sound at all'), 'unknown-audio'],
      [Buffer.alloc(0), 'nothing-said'],
      [Buffer.from('RIFF????WAVEfmt '), 'damaged-audio'],
      [toWav(sound(61, () => 0)), 'audio-too-long'],
    ] as const) {
      await expect(all.keep(ana, bytes, { signal })).rejects.toMatchObject({ code })
    }
    expect([await kept(), files()]).toEqual([0, []])
  })

  test('a recording that cannot be remembered leaves no file behind', async () => {
    await expect(recordings(null).keep(newId(), spoken, { signal })).rejects.toThrow()
    expect([await kept(), files()]).toEqual([0, []])
  })
})
