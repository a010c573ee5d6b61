import { expect, test, vi } from 'vitest'
import type { Guide } from '../src/conversation/conversation.ts'
import { createScriptedStt, createScriptedTts } from '../src/providers/scripted.ts'
import { inHouses } from './house.ts'
import { goLive } from './live-client.ts'

vi.setConfig({ testTimeout: 60_000 })

const QUESTION = 'What is seven times eight, and how would you find it out again? '
const CHEER = 'Take all the time you want before you tell me.'

/** A guide of its own kind: whoever asks for a quiz is asked something, and no model knows of it. It says the rest once it may. */
function quizzing() {
  const rest = { may: Promise.resolve() }
  const quiz: Guide = {
    name: 'quiz',
    leads: (_learner, { user_text }) => user_text.startsWith('Quiz me'),
    async *reply({ recent }, { signal }) {
      yield { type: 'start', provider: 'quiz', model: null }
      yield { type: 'delta', text: recent.length > 0 ? `Once more. ${QUESTION}` : QUESTION }
      await Promise.race([rest.may, new Promise((resolve) => signal.addEventListener('abort', resolve))])
      if (signal.aborted) return
      yield { type: 'delta', text: CHEER }
      yield { type: 'end', reason: 'complete', usage: {} }
    },
  }
  return { quiz, rest }
}

inHouses('a guide that was handed in at the door', (open) => {
  test('leads the turns it wants, typed and streamed; what it says is kept, found and stopped like any reply', async () => {
    const { quiz, rest } = quizzing()
    const house = await open({ guides: [quiz] })
    house.script(() => ({ words: ['Tides ', 'are the moon.'] }))
    const ada = await house.learner()

    const typed = await ada.say('Quiz me on tables.')
    expect(typed.body).toMatchObject({
      agent_text: QUESTION + CHEER,
      answered_by: { provider: 'quiz', model: null },
    })
    expect(house.requests).toHaveLength(0)
    expect((await ada.search('seven times eight')).results.map(({ id }) => id)).toEqual([typed.body.exchange_id])

    // What it does not want is an ordinary conversation, which knows what was said.
    expect((await ada.say('Tell me about tides.')).body.agent_text).toBe('Tides are the moon.')
    expect(house.requests.at(-1)?.messages.map(({ text }) => text)).toContain((QUESTION + CHEER).trim())

    rest.may = new Promise(() => {})
    const stream = await ada.stream('Quiz me again.')
    const start = await stream.next()
    const first = await stream.next()
    if (start?.type !== 'turn-start' || first?.type !== 'reply-delta') throw new Error('no reply was begun')
    expect(first.text.trim()).toBe(`Once more. ${QUESTION}`.trim())
    await ada.call('POST', `/api/conversation/exchanges/${start.exchange_id}/stop`)
    expect((await stream.rest()).at(-1)).toMatchObject({
      type: 'reply-end',
      agent_text: `Once more. ${QUESTION}`.trim(),
    })
    expect((await ada.history()).history.at(-1)?.metadata).toMatchObject({ state: 'interrupted' })
  })

  test('is spoken in a live voice, and remembered as far as it was heard', async () => {
    const { quiz } = quizzing()
    const said = ['Quiz me on tables.', 'Stop, tell me about tides instead.']
    const stt = createScriptedStt((_, call) => ({ text: said[Math.min(call, 1)] ?? '', confidence: 0.9 }))
    const house = await open({ guides: [quiz], stt, tts: createScriptedTts() })
    const ada = await house.learner()
    const live = await goLive(house.url, ada, { listen: false })
    await live.next('voice-ready')
    live.speak(1_000)
    live.silence(2_000)
    await live.until(() => live.soundMs() > 0)
    live.played(150)
    live.speak(2_000)
    live.silence(2_000)
    const { interrupted, heard_text: heard = '' } = await live.next('reply-end')
    expect(interrupted).toBe(true)
    expect(QUESTION.startsWith(heard) && heard.length < QUESTION.length).toBe(true)
    await vi.waitFor(
      async () => {
        const [first] = (await ada.history()).history
        expect(first?.agent_text ?? '').toBe(heard.trim())
        expect(first?.metadata).toMatchObject({
          answered_by: { provider: 'quiz' },
          unheard_text: expect.stringContaining(CHEER),
        })
      },
      { timeout: 15_000, interval: 50 },
    )
    live.close()
  })
})
