import type { Exchange, History } from '@lva/contracts/conversation'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signUp, startChromium, turnsOn, visit } from './chromium.ts'
import { type House, openHouse } from './house.ts'
import { knownVoice } from './known-voice.ts'
import { overheard } from './overheard.ts'
import { programsAreHere } from './programs.ts'
import { openRoad } from './road.ts'
import { speakerAt } from './speaker.ts'
import { spokenWav } from './speech.ts'
import { startTalker } from './talker.ts'

const REPLY =
  'That is worth keeping, and I would like to hear more about it. What did you notice first, and what came right after it?'
/** Long enough for a slow machine to write down a sentence, answer it and speak the answer. */
const TURN_MS = 60_000
const here = programsAreHere('chromium', 'flite', 'espeak-ng')

/** All that is said; the recogniser knows these by their sound. */
const SAID = {
  first: 'people learn better when they sleep well at night',
  second: 'the brain goes over what it learned during the day',
  interrupted: 'children need more sleep than old people do',
  interrupting: 'no that is not what i wanted to ask you about',
  honey: 'honey never goes bad because it holds so little water',
  yeah: 'yeah',
  half: 'i think that the reason is because',
  otherHalf: 'bees dry it with their wings',
  tides: 'the water in the ocean follows the moon twice every day',
  windows: 'old windows are thicker at the bottom because of how they were made',
  glass: 'glass is not a liquid at all',
  thanks: 'thank you that was a good conversation',
}

const words = (text: string) => text.trim().split(/\s+/).filter(Boolean)

describe.skipIf(!here)('a hands-free conversation in Chromium', () => {
  let house: House
  let browser: Browser
  let talker: Awaited<ReturnType<typeof startTalker>>
  let road: Awaited<ReturnType<typeof openRoad>>

  beforeAll(async () => {
    const known = new Map(Object.values(SAID).map((text) => [text, spokenWav(text).samples]))
    talker = await startTalker(REPLY, knownVoice(known))
    house = await openHouse({ ...talker.env, TTS: 'command' })
    road = await openRoad(house.url)
    browser = await startChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await road?.close()
    await house?.close()
    await talker?.close()
  })

  async function talking() {
    const { page, context, faults } = await visit(browser, road.url)
    const speaker = await speakerAt(context)
    const line = overheard(page)
    await signUp(page)
    await page.getByRole('button', { name: 'Hands-free' }).click()
    await page.getByText('Listening ·').waitFor()
    const say = (sentence: string) => speaker.say(page, spokenWav(sentence).wav)
    const count = <Type extends Parameters<typeof line.of>[0]>(type: Type) => line.of(type).length
    const more = (type: Parameters<typeof line.of>[0], than: number) =>
      expect.poll(() => count(type), { timeout: TURN_MS, interval: 20 }).toBeGreaterThan(than)
    /** Says something, and waits until the reply to it is over. */
    async function turn(sentence: string) {
      const [taken, replied] = [count('transcript-end'), count('reply-end')]
      await say(sentence)
      await more('transcript-end', taken)
      await more('reply-end', replied)
      await listening()
    }
    const listening = () => page.getByText('Listening ·').waitFor({ timeout: TURN_MS })
    return { page, context, faults, line, say, turn, more, count, listening }
  }

  test('ten turns, with an interruption, a "yeah", a long pause and a lost network', { timeout: 600_000 }, async () => {
    const { page, context, faults, line, say, turn, more, count, listening } = await talking()

    await turn(SAID.first)
    await turn(SAID.second)

    // An interruption: it stops at once, and the words that interrupted are the next turn.
    let [taken, begun, replied] = [count('transcript-end'), count('playback'), count('reply-end')]
    await say(SAID.interrupted)
    await more('playback', begun + 3)
    await say(SAID.interrupting)
    await more('transcript-end', taken + 1)
    await more('reply-end', replied + 1)
    await listening()

    // A backchannel: the reply goes on to its end, and no turn is made of it.
    ;[taken, begun, replied] = [count('transcript-end'), count('playback'), count('reply-end')]
    await say(SAID.honey)
    await more('playback', begun + 3)
    await say(SAID.yeah)
    await more('reply-end', replied)
    await listening()
    expect(count('transcript-end')).toBe(taken + 1)
    expect(line.of('reply-end').at(-1)).toMatchObject({ interrupted: false })

    // A long pause in the middle of a thought.
    ;[taken, replied] = [count('transcript-end'), count('reply-end')]
    await say(SAID.half)
    await page.waitForFunction(
      (until) => performance.now() > until,
      (await page.evaluate(() => performance.now())) + 2_500,
    )
    await say(SAID.otherHalf)
    await more('transcript-end', taken)
    await more('reply-end', replied)
    await listening()
    expect(count('transcript-end')).toBe(taken + 1)

    // The network goes in the middle of a sentence and comes back.
    ;[taken, replied] = [count('transcript-end'), count('reply-end')]
    const sockets = line.sockets
    const saying = say(SAID.tides)
    await page.waitForFunction(
      (until) => performance.now() > until,
      (await page.evaluate(() => performance.now())) + 900,
    )
    road.cut()
    await page.getByText('Listening, not connected').first().waitFor()
    road.mend()
    await saying
    await more('transcript-end', taken)
    await more('reply-end', replied)
    await listening()
    expect(line.sockets).toBeGreaterThan(sockets)
    expect(line.of('voice-ready').at(-1)).toMatchObject({ resumed: true })

    await turn(SAID.windows)
    await turn(SAID.glass)
    await turn(SAID.thanks)

    const history = await historyOf(house.url, line)
    expect(history).toHaveLength(10)
    expect(history.map(({ metadata }) => metadata.state)).toEqual(
      history.map((_, index) => (index === 2 ? 'interrupted' : 'answered')),
    )
    // What was said in two halves is one turn, and what was said without a network is whole.
    expect(history.map(({ user_text }) => user_text)).toEqual([
      SAID.first,
      SAID.second,
      SAID.interrupted,
      SAID.interrupting,
      SAID.honey,
      `${SAID.half} ${SAID.otherHalf}`,
      SAID.tides,
      SAID.windows,
      SAID.glass,
      SAID.thanks,
    ])

    // What the history holds is what was heard.
    for (const [index, exchange] of history.entries()) if (index !== 2) expect(exchange.agent_text).toBe(REPLY)
    const cut = history[2]
    expect([...words(cut?.agent_text ?? ''), ...words(cut?.metadata.unheard_text ?? '')]).toEqual(words(REPLY))
    const whole = Math.max(...line.of('playback').map(({ played_ms }) => played_ms))
    const heardMs = lastPlayedOf(line, 2)
    const heard = words(cut?.agent_text ?? '').length
    const played = (heardMs / whole) * words(REPLY).length
    expect(heard).toBeLessThanOrEqual(Math.ceil(played))
    expect(heard).toBeGreaterThanOrEqual(Math.floor(played) - 3)

    // Where the time went, turn by turn.
    const measured = line.of('metrics')
    expect(measured.length).toBeGreaterThanOrEqual(9)
    for (const { stages, total_ms } of measured) {
      const sum = Object.values(stages).reduce((all, ms) => all + ms, 0)
      expect(Math.abs(sum - total_ms)).toBeLessThanOrEqual(20)
    }

    expect(await turnsOn(page).count()).toBe(10)
    await page.reload()
    await page.locator('article s').waitFor()
    const brokenRoad =
      /ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|ERR_SOCKET_NOT_CONNECTED|WebSocket/
    expect(faults.filter((fault) => !brokenRoad.test(fault))).toEqual([])
    await context.close()
  })
})

/** How much of the reply to one turn was heard, by its place in the conversation. */
function lastPlayedOf(line: ReturnType<typeof overheard>, index: number): number {
  const reply = line.of('reply-start')[index]
  return Math.max(...line.of('playback').flatMap((each) => (each.reply_id === reply?.reply_id ? [each.played_ms] : [])))
}

/** All turns of the page's session, as the server has them. */
async function historyOf(url: string, line: ReturnType<typeof overheard>): Promise<Exchange[]> {
  const answer = await fetch(`${url}/api/session/${line.session}/history?limit=50`, {
    headers: { authorization: `Bearer ${line.of('auth').at(-1)?.token}` },
  })
  const { history }: History = await answer.json()
  return history
}
