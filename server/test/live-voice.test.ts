import { expect, test, vi } from 'vitest'
import { createScriptedStt, createScriptedTts } from '../src/providers/scripted.ts'
import { inHouses, type Wishes } from './house.ts'
import { goLive } from './live-client.ts'

inHouses('a live voice', (open) => {
  async function within({ says = ['What is a monad?'], ...wishes }: Wishes & { says?: string[] } = {}) {
    const stt = createScriptedStt((_, call) => ({ text: says[Math.min(call, says.length - 1)] ?? '', confidence: 0.9 }))
    const tts = createScriptedTts()
    const house = await open({ stt, tts, ...wishes })
    house.script(() => ({ words: ['A monad is a box. ', 'It holds a value.'] }))
    const ada = await house.learner({ name: 'Ada' })
    return { house, ada, stt, tts }
  }

  test('hears a turn, answers aloud, and remembers what was heard', async () => {
    const { house, ada, tts } = await within()
    const live = await goLive(house.url, ada)
    expect(await live.next('voice-ready')).toMatchObject({ resumed: false, through_ms: 0, recogniser: 'segment' })
    live.speak(1_000)
    live.silence(2_000)
    const { text, exchange_id } = await live.next('transcript-end')
    expect(text).toBe('What is a monad?')
    expect(await live.next('reply-end')).toMatchObject({
      exchange_id,
      interrupted: false,
      heard_text: 'A monad is a box. It holds a value.',
    })
    expect(tts.spoken.map((one) => one.text.trim()).join(' ')).toBe('A monad is a box. It holds a value.')
    const history = async () => (await ada.history()).history[0]
    await vi.waitFor(async () => expect((await history())?.agent_text).toBe('A monad is a box. It holds a value.'))
    expect(await history()).toMatchObject({
      user_text: 'What is a monad?',
      metadata: { spoken: true, state: 'answered', unheard_text: null, recording_id: null },
    })
    const told = await live.next('metrics')
    const sum = Object.values(told.stages).reduce((all, ms) => all + ms, 0)
    expect(Math.abs(sum - told.total_ms)).toBeLessThanOrEqual(20)
    live.close()
  })
})
