import { describe, expect, test } from 'vitest'
import { createTalkingCall, SECRET, WORD_MS } from '../../../test/telephony/talking.ts'
import { times } from '../../../test/thorough.ts'
import { createTickets } from './ticket.ts'

const ANSWER = 'Tides follow the moon, the sun and the coast.'
const INTERRUPTED = [5, 12]
/** From the first sound of a voice until a reply is silent there: stages 1 and 2 of voice.md, and the way of the network. */
const SILENT_WITHIN_MS = 250
const DELAY_MS = 40

describe('a call that is carried as sound', () => {
  test('has twenty turns with two interruptions, and remembers what was heard', async () => {
    const { clock, far, turns, unheard, asked, until, errors, say } = createTalkingCall({
      answers: () => ANSWER,
      bad: { delayMs: DELAY_MS },
    })
    far.begin()
    await until(() => far.heardMs() >= 2 * WORD_MS)
    await clock.advance(1_000)
    for (let n = 0; n < 20; n++) {
      say(`What is question number ${n + 1}?`)
      await until(() => turns.length === n + 1)
      const turn = turns[n]
      const since = clock.ms()
      if (!INTERRUPTED.includes(n)) {
        await until(() => turn?.agent !== null)
        expect(turn).toMatchObject({ user: `What is question number ${n + 1}?`, agent: ANSWER, interrupted: false })
        await clock.advance(1_000)
        continue
      }
      await until(() => far.heardMs(since) >= 3 * WORD_MS)
      const [spoke, orders] = [clock.ms(), far.cleared.length]
      say('No, something else.', 1_500)
      await until(() => far.cleared.length > orders)
      expect(clock.ms() - spoke).toBeLessThanOrEqual(SILENT_WITHIN_MS + 2 * DELAY_MS)
      await until(() => turn?.agent !== null)
      const heard = ANSWER.split(' ').slice(0, Math.floor(far.heardMs(since) / WORD_MS))
      const claimed = turn?.agent?.split(' ') ?? []
      // No word that was not heard, and one too few at most.
      expect(heard.slice(0, claimed.length)).toEqual(claimed)
      expect(heard.length - claimed.length).toBeLessThanOrEqual(1)
      expect(`${turn?.agent} ${turn?.rest}`).toBe(ANSWER)
      await until(() => turns.length === n + 2)
      await until(() => turns[n + 1]?.agent !== null)
      turns.splice(n + 1, 1)
      await clock.advance(1_000)
    }
    far.press('1')
    far.press('9')
    await until(() => asked.includes('keyed 9'))
    expect(asked.slice(-2)).toEqual(['keyed 1', 'keyed 9'])
    await clock.advance(5_000)
    // Who hangs up in the middle of a word waits for no answer.
    say('And then', 1_300)
    await clock.advance(700)
    expect([errors, far.wrong, unheard]).toEqual([[], [], []])
    far.hangUp()
    await clock.advance(20_000)
    expect([clock.pending, unheard]).toEqual([0, ['capture']])
  })

  test('sounds for minutes without a gap although the network is bad', async () => {
    const ms = times(5, 1) * 60_000
    const story = Array.from({ length: ms / WORD_MS }, (_, n) => `word${n}`).join(' ')
    const bad = { delayMs: DELAY_MS, jitterMs: 60, loss: 0.05 }
    const { clock, far, turns, until, say } = createTalkingCall({ answers: () => story, bad })
    far.begin()
    await until(() => far.heardMs() > 0)
    await clock.advance(1_500)
    say('Tell me a story.')
    await until(() => turns.length === 1)
    await until(() => turns[0]?.agent != null, 2 * ms)
    expect(far.heardMs()).toBeGreaterThan(0.9 * ms)
    expect(far.lost().into).toBeGreaterThan(ms / 1_000)
    expect(far.gaps()).toBe(0)
    expect(turns[0]?.interrupted).toBe(false)
    far.hangUp()
    await clock.advance(5_000)
  })

  test('lets go of somebody who says nothing, after three questions', async () => {
    const { clock, far, asked, hungUp, closed, turns } = createTalkingCall({ answers: () => ANSWER })
    far.begin()
    await clock.advance(60_000)
    expect(asked).toEqual(['begin CA1', 'silent 1', 'silent 2', 'silent 3'])
    expect([hungUp, closed(), turns]).toEqual([['CA1'], true, []])
  })

  test('hears keys, says goodbye with a note, and keeps what is said beside out of the history', async () => {
    const { clock, far, turns, asked, hungUp, until, say } = createTalkingCall({
      answers: (text) => `You said ${text}`,
      said: (text) => (text === 'menu' ? { kind: 'say', text: 'There is no menu.', next: 'listen' } : null),
    })
    far.begin()
    await clock.advance(2_000)
    far.press('7')
    await until(() => asked.includes('keyed 7'))
    await clock.advance(3_000)
    say('menu')
    await clock.advance(5_000)
    expect(turns).toEqual([])
    say('goodbye')
    await until(() => hungUp.length === 1)
    expect(turns.map(({ agent }) => agent)).toEqual(['You said goodbye'])
    // The greeting, the key, the menu, the goodbye and the note.
    // Each ends with a whole frame.
    expect(far.heardMs()).toBe((2 + 3 + 4 + 3 + 4) * WORD_MS + 5 * 20)
  })

  test('is passed on once that was said', async () => {
    const { clock, far, hungUp, closed, until, say } = createTalkingCall({
      answers: () => ANSWER,
      said: () => ({ kind: 'transfer', to: '+15550100009', text: 'One moment.', seconds: 90 }),
    })
    far.begin()
    await clock.advance(2_000)
    say('Let me talk to somebody.')
    await until(closed)
    expect(hungUp).toEqual(['CA1 transfer'])
    expect(far.heardMs()).toBe((2 + 2) * WORD_MS + 2 * 20)
  })

  test('is nobody’s without a ticket of its own', async () => {
    const call = { callSid: 'CA1', from: '', to: '', direction: 'in', attestation: 'A', way: 'media' } as const
    const issue = (secret: string, sid = 'CA1', at = 0) =>
      createTickets({ secret, now: () => new Date(at) }).issue({ call: { ...call, callSid: sid }, greet: true })
    for (const ticket of ['', 'a.b', issue('another'), issue(SECRET, 'CA2'), issue(SECRET, 'CA1', -61_000)]) {
      const { clock, far, sockets, asked, closed } = createTalkingCall({ answers: () => ANSWER, ticket })
      far.begin()
      await clock.advance(200)
      expect([asked, sockets.count(), closed()]).toEqual([[], 0, true])
    }
  })
})
