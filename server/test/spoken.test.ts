import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createScriptedStt, type ScriptedHearing } from '../src/providers/scripted.ts'
import { inHouses, type TestHouse } from './house.ts'
import { silentFile, voiceFile } from './recordings.ts'

/** How many recordings lie in the data folder. */
function filesKept({ place }: TestHouse): number {
  const folder = join(place.folder, 'recordings')
  return existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length
    : 0
}

inHouses('a spoken turn', (open) => {
  const hearing: { script: () => ScriptedHearing } = { script: () => ({ text: 'mitosis splits a cell' }) }
  const stt = createScriptedStt(() => hearing.script())

  test('is written down, answered, found, and its sound is not kept', async () => {
    hearing.script = () => ({ text: 'mitosis splits a cell' })
    const house = await open({ stt })
    const ada = await house.learner()
    const { status, body } = await ada.speak(voiceFile)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      user_text: expect.stringMatching(/^mitosis splits a cell/i),
      agent_text: 'Tell me more.',
    })
    const [turn] = (await ada.history()).history
    expect(turn?.metadata).toMatchObject({ spoken: true, recording_id: null, state: 'answered' })
    expect((await ada.search('mitosis')).count).toBe(1)
    expect(filesKept(house)).toBe(0)
    expect((await ada.get('/api/conversation/sessions')).body.sessions[0].title).toMatch(/mitosis/i)

    const captured = await ada.speak(voiceFile, { mode: 'capture', session: 'notes' })
    expect(captured.body).toMatchObject({ agent_text: null })
    const headers = { 'idempotency-key': 'spoken' }
    const first = await ada.speak(voiceFile, { session: 'keyed', headers })
    const asked = stt.heard.length
    expect((await ada.speak(voiceFile, { session: 'keyed', headers })).body).toEqual(first.body)
    expect(stt.heard.length).toBe(asked)
    expect((await ada.speak(silentFile, { session: 'keyed', headers })).body.code).toBe('idempotency-mismatch')
    expect(filesKept(house)).toBe(0)
  })

  test('that was not heard well fails nobody in a review, and what was missing is told as it was written', async () => {
    hearing.script = () => ({ text: 'mitosis splits a cell', confidence: 0.3 })
    const house = await open({ stt })
    const ada = await house.learner()
    const point = 'Yesterday you said that I had gone to Rome, as https://example.org/rome tells'
    await ada.call('POST', '/api/reviews/items', {
      ...{
        concept: 'Reported speech',
        prompts: [{ text: 'How is “I went to Rome” reported?' }],
        points: [{ text: point }],
      },
    })
    await ada.say('Quiz me.')
    expect((await ada.speak(voiceFile)).body.agent_text).toContain('How is “I went to Rome” reported?')
    expect((await ada.get('/api/reviews/sessions/open')).body.review).toMatchObject({ asked: 0, left: 1 })
    hearing.script = () => ({ text: 'mitosis splits a cell', confidence: 0.9 })
    const told = (await ada.speak(voiceFile)).body
    expect(told.agent_text).toContain(`“${point}”`)
    expect(told.marks).toBeUndefined()
  })

  test('is kept where nobody can write it down, and written down when somebody can', async () => {
    hearing.script = () => ({ text: 'mitosis splits a cell' })
    const house = await open({ stt: null })
    const ada = await house.learner()
    const { status, body } = await ada.speak(voiceFile)
    expect(status).toBe(503)
    expect(body).toMatchObject({ code: 'no-recogniser', kept: true, session_id: 'test-session' })
    const [waiting] = (await ada.history()).history
    expect(waiting).toMatchObject({ id: body.exchange_id, user_text: '', metadata: { state: 'unheard' } })
    const sound = await fetch(`${house.url}/api/conversation/exchanges/${body.exchange_id}/recording`, {
      headers: { authorization: `Bearer ${ada.token}` },
    })
    expect(sound.headers.get('content-type')).toBe('audio/wav')
    expect(Buffer.from(await sound.arrayBuffer()).equals(Buffer.from(voiceFile))).toBe(true)
    await house.close()

    const later = await open({ stt, place: house.place })
    await later.settle()
    const { history } = (await (
      await fetch(`${later.url}/api/session/test-session/history`, {
        headers: { authorization: `Bearer ${ada.token}` },
      })
    ).json()) as { history: unknown[] }
    expect(history).toMatchObject([
      { user_text: expect.stringMatching(/mitosis/i), agent_text: 'Tell me more.', metadata: { state: 'answered' } },
    ])
    expect(filesKept(later)).toBe(0)
  })

  test('is kept while the recogniser is down, and written down by itself when it is back', async () => {
    hearing.script = () => ({ fail: { kind: 'unavailable' } })
    const house = await open({ stt })
    const ada = await house.learner()
    const refused = await ada.speak(voiceFile)
    expect(refused).toMatchObject({ status: 503, body: { code: 'recogniser-unavailable', kept: true } })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(filesKept(house)).toBe(1)
    hearing.script = () => ({ text: 'it is back' })
    house.pass(60_000)
    await house.settle()
    expect((await ada.history()).history).toMatchObject([{ id: refused.body.exchange_id, agent_text: 'Tell me more.' }])
    expect(filesKept(house)).toBe(0)
  })

  test('in which nobody speaks leaves nothing', async () => {
    hearing.script = () => ({ text: '' })
    const house = await open({ stt })
    const ada = await house.learner()
    const asked = stt.heard.length
    for (const file of [silentFile, voiceFile]) {
      expect(await ada.speak(file, { headers: { 'idempotency-key': `silence-${file.length}` } })).toMatchObject({
        status: 422,
        body: { code: 'nothing-heard' },
      })
    }
    expect(stt.heard.length).toBe(asked + 1)
    expect((await ada.history()).count).toBe(0)
    expect((await ada.get('/api/conversation/sessions')).body.count).toBe(0)
    expect((await ada.get('/api/stats')).body.database.total_captures).toBe(0)
    expect(await house.db.selectFrom('idempotency_keys').selectAll().execute()).toEqual([])
    expect(await house.db.selectFrom('recordings').selectAll().execute()).toEqual([])
    expect(filesKept(house)).toBe(0)
  })

  test('whose words are written by hand needs its sound no longer', async () => {
    const house = await open({ stt: null })
    const ada = await house.learner()
    const { exchange_id } = (await ada.speak(voiceFile)).body
    const change = await ada.call('PATCH', `/api/conversation/exchanges/${exchange_id}`, {
      user_text: 'I said osmosis.',
      regenerate: true,
    })
    expect(change).toMatchObject({ status: 200, body: { user_text: 'I said osmosis.', agent_text: 'Tell me more.' } })
    expect(filesKept(house)).toBe(0)
    expect((await ada.search('osmosis')).count).toBe(1)
  })

  test('that cannot be heard is refused in plain words, and leaves nothing', async () => {
    const house = await open({ stt })
    const ada = await house.learner()
    const send = (audio_base64: string) => ada.call('POST', '/api/conversation', { audio_base64 })
    expect(await ada.speak(Buffer.from('a letter, not a sound'.repeat(50)))).toMatchObject({
      status: 415,
      body: { code: 'unknown-audio' },
    })
    expect(await send('%%%')).toMatchObject({ status: 415, body: { code: 'unknown-audio' } })
    expect(await send('')).toMatchObject({ status: 400, body: { code: 'nothing-said' } })
    const cut = await ada.speak(voiceFile.slice(0, 60))
    expect([200, 422]).toContain(cut.status)
    expect((await send('A'.repeat(36 * 1024 * 1024))).status).toBe(413)
    expect((await ada.history()).count).toBe(0)
    expect(filesKept(house)).toBe(0)
  })
})
