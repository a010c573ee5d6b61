import type { Exchange, History } from '@lva/contracts/conversation'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { replyIn, signUp, startChromium, turnsOn, visit, write } from './chromium.ts'
import { type House, openHouse } from './house.ts'
import { overheard } from './overheard.ts'
import { programsAreHere } from './programs.ts'
import { openRoad } from './road.ts'
import { roomOf } from './room.ts'
import { recogniserOf, talkIntoFile } from './speech.ts'
import { startTalker } from './talker.ts'

const here = programsAreHere('chromium', 'flite', 'espeak-ng', 'ffmpeg', 'pocketsphinx_continuous')

/** All that is said. */
const SAID = {
  first: 'people learn better when they sleep',
  second: 'the brain goes over the day at night',
  interrupted: 'children need more sleep than old people do',
  interrupting: 'no that is not what i wanted to ask you',
  honey: 'honey never goes bad',
  yeah: 'yeah',
  half: 'i think that the reason is because',
  otherHalf: 'bees dry it with their wings',
  tides: 'the water in the ocean follows the moon',
  windows: 'old windows are thicker at the bottom',
  glass: 'glass is not a liquid at all',
  thanks: 'thank you that was a good conversation',
}
const SHORT = 'Why is that?'
/** The beginnings of replies into which somebody speaks. */
const AT_LENGTH = [
  'That is worth keeping, and I would like to hear more about it.',
  'What did you notice first?',
  'What came right after it, and what did the others make of that?',
  'I would begin with the part that you know best.',
]
const CHARACTERS_PER_SECOND = 18
const spokenInto = (said: string) => said.includes(SAID.interrupted) || said.includes(SAID.honey)

/** A reply that sounds for so many seconds at least. */
function replyOf(seconds: number): string {
  const sentences = [AT_LENGTH[0]]
  while (sentences.join(' ').length < seconds * CHARACTERS_PER_SECOND)
    sentences.push(AT_LENGTH[sentences.length % AT_LENGTH.length])
  return sentences.join(' ')
}

/**
 * The talk as a file, which waits for nobody. After each sentence it is quiet for as long as an answer takes on this machine at worst, which
 * is mostly its recogniser: `takes` seconds. `longest` seconds are those of a reply that sounds when somebody speaks into it, whether it
 * began at once or at worst.
 */
function talkFor(takes: number) {
  const answered = 2.2 + 3 * takes
  const longest = answered + 2.5
  const file = talkIntoFile([
    { quiet: 1 },
    { say: SAID.first },
    { quiet: answered },
    { say: SAID.second },
    { quiet: answered },
    { say: SAID.interrupted },
    { quiet: answered + 0.5 },
    { say: SAID.interrupting },
    { quiet: answered },
    { say: SAID.honey },
    { quiet: answered + 0.5 },
    { say: SAID.yeah },
    { quiet: longest },
    { say: SAID.half },
    { quiet: 4 },
    { say: SAID.otherHalf },
    { quiet: answered },
    { say: SAID.tides },
    { quiet: answered + 0.5 },
    { say: SAID.windows },
    { quiet: answered },
    { say: SAID.glass },
    { quiet: answered },
    { say: SAID.thanks },
    { quiet: 60 },
  ])
  return { ...file, long: replyOf(longest) }
}

describe.skipIf(!here)('a hands-free conversation in Chromium', () => {
  let house: House
  let browser: Browser
  let talker: Awaited<ReturnType<typeof startTalker>>
  let road: Awaited<ReturnType<typeof openRoad>>
  let recogniser: ReturnType<typeof recogniserOf>
  let talk: ReturnType<typeof talkFor>

  beforeAll(async () => {
    talker = await startTalker((said) => (spokenInto(said) ? talk.long : SHORT))
    const { yeah, ...sentences } = SAID
    recogniser = recogniserOf(Object.values(sentences), yeah)
    house = await openHouse({ ...talker.env, ...recogniser.env, TTS: 'command' })
    road = await openRoad(house.url)
    talk = talkFor(recogniser.takes(SAID.second))
    browser = await startChromium({ microphone: talk.file })
  })
  afterAll(async () => {
    await browser?.close()
    await road?.close()
    await house?.close()
    await talker?.close()
    talk?.remove()
    recogniser?.remove()
  })

  test('ten turns, with an interruption, a "yeah", a long pause and a lost network', { timeout: 600_000 }, async () => {
    const { page, context, faults } = await visit(browser, road.url, { bypassCSP: true })
    const room = await roomOf(context)
    const line = overheard(page)
    const more = (type: Parameters<typeof line.of>[0], than: number) =>
      expect.poll(() => line.of(type).length, { timeout: talk.seconds * 1_000, interval: 20 }).toBeGreaterThan(than)
    await signUp(page)
    // Whatever is slow the first time is not what this is about.
    await write(page, SAID.first)
    await replyIn(page)
    await page.goto('/talk')
    await page.getByText('Say something you learned today.').waitFor()
    await page.getByRole('button', { name: 'Hands-free' }).click()

    // The network goes when the seventh turn has just begun, and comes back when the page has noticed.
    await more('reply-end', 5)
    await more('speech-start', line.of('speech-start').length)
    const { sockets } = line
    road.cut()
    await page.getByText('Listening, not connected').first().waitFor()
    road.mend()

    await more('reply-end', 9)
    await page.getByText('Listening ·').waitFor()
    expect(line.sockets).toBeGreaterThan(sockets)
    expect(line.of('voice-ready').at(-1)).toMatchObject({ resumed: true })

    const history = await historyOf(house.url, line)
    // What was said in two halves is one turn, the "yeah" is none, and what was said without a network is whole.
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
    const states = history.map(({ metadata }) => metadata.state)
    expect(states).toEqual(history.map((_, index) => (index === 2 ? 'interrupted' : 'answered')))

    // What the history holds is what the loudspeaker played.
    const played = await room.replies(page)
    expect(played).toHaveLength(10)
    for (const [index, { user_text, agent_text }] of history.entries())
      if (index !== 2) expect(agent_text).toBe(spokenInto(user_text) ? talk.long : SHORT)
    const cut = history[2]
    const heard = wordsOf(cut?.agent_text).length
    expect([...wordsOf(cut?.agent_text), ...wordsOf(cut?.metadata.unheard_text)]).toEqual(wordsOf(talk.long))
    const sounded = ((played[2]?.pieces ?? 0) / (played[4]?.pieces ?? 0)) * wordsOf(talk.long).length
    expect(heard).toBeLessThanOrEqual(Math.ceil(sounded))
    expect(heard).toBeGreaterThanOrEqual(Math.floor(sounded) - 3)

    // What stands under each turn is how long nobody heard anything, whatever part of it took most.
    const strips = await stripsOn(page)
    const apart = strips.map((totalMs, turn) => nearest(played[turn]?.afterMs ?? [], totalMs))
    process.stdout.write(`the strip and a watch in the room are apart by ${apart.map(Math.round).join(', ')} ms\n`)
    expect(strips).toHaveLength(10)
    // The watch is a page's as well, and one look of ten may come late on a machine that is busy.
    const byDistance = apart.map(Math.abs).sort((a, b) => a - b)
    expect(byDistance.at(-2)).toBeLessThanOrEqual(20)
    expect(byDistance.at(-1)).toBeLessThanOrEqual(60)
    for (const { totalMs, stagesMs } of (await panelOn(page)).slice(0, 5))
      expect(Math.abs(stagesMs.reduce((sum, ms) => sum + ms, 0) - totalMs)).toBeLessThanOrEqual(20)

    expect(await turnsOn(page).count()).toBe(10)
    await page.reload()
    await page.locator('article s').waitFor()
    const brokenRoad =
      /ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|ERR_SOCKET_NOT_CONNECTED|ERR_INCOMPLETE_CHUNKED_ENCODING|WebSocket/
    expect(faults.filter((fault) => !brokenRoad.test(fault))).toEqual([])
    await context.close()
  })
})

const wordsOf = (text: string | null | undefined) => (text ?? '').trim().split(/\s+/).filter(Boolean)
/** How far `value` is from the nearest of some others. */
const nearest = (others: number[], value: number) =>
  others.map((other) => value - other).sort((a, b) => Math.abs(a) - Math.abs(b))[0] ?? Number.NaN
const numbersIn = (text: string) => (text.replaceAll(',', '').match(/\d+/g) ?? []).map(Number)

/** How long it took, as it stands under each turn. */
async function stripsOn(page: Page) {
  // Also of turns that are out of sight, and not laid out.
  const texts = await page.locator('article .pace').allTextContents()
  return texts.map((text) => numbersIn(text)[0] ?? Number.NaN)
}

/** The same with all its stages, of the last turns. */
async function panelOn(page: Page) {
  await page.getByRole('button', { name: 'How we talk' }).click()
  const strips = page.locator('.paces .pace')
  await strips.first().waitFor()
  const totals = await strips.locator('.sentence').allInnerTexts()
  const stages = await strips.locator('ul').allInnerTexts()
  return totals.map((total, index) => ({
    totalMs: numbersIn(total)[0] ?? Number.NaN,
    stagesMs: numbersIn(stages[index] ?? ''),
  }))
}

/** All turns of the page's session, as the server has them. */
async function historyOf(url: string, line: ReturnType<typeof overheard>): Promise<Exchange[]> {
  const answer = await fetch(`${url}/api/session/${line.session}/history?limit=50`, {
    headers: { authorization: `Bearer ${line.of('auth').at(-1)?.token}` },
  })
  const { history }: History = await answer.json()
  return history
}
