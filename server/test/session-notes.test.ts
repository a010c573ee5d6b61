import { expect, test, vi } from 'vitest'
import { SessionFinished } from '../src/conversation/work.ts'
import { down, inHouses, sayYes, type TestHouse } from './house.ts'
import type { TestLearner } from './learner.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

async function sessionOf(learner: TestLearner, session = 'test-session') {
  const { sessions } = (await learner.get('/api/conversation/sessions')).body
  return sessions.find((one: { session_id: string }) => one.session_id === session)
}

/** Which sessions others were told to be over. */
function ends(house: TestHouse) {
  const ended: string[] = []
  const hear = house.jobs.kind('hear-of-ends', SessionFinished)
  hear.does(async ({ sessionId }) => void ended.push(sessionId))
  house.conversation.sessionFinished.subscribe(hear)
  return ended
}

inHouses('the note of a session', (open) => {
  test('is written anew for a reply that comes late', async () => {
    const house = await open()
    const ada = await house.learner()
    house.script(down)
    await ada.say('What is osmosis?')
    await ada.say('And diffusion?')
    house.pass(31 * MINUTE)
    await house.settle()
    expect(await sessionOf(ada)).toMatchObject({ ended_at: expect.any(String), summary: expect.any(String) })
    house.script(() => ({ words: ['Water moves.'] }))
    house.pass(10 * MINUTE)
    await house.settle()
    expect((await ada.history()).history.map(({ agent_text }) => agent_text)).toEqual(['Water moves.', 'Water moves.'])
    expect((await sessionOf(ada)).summary).toBe('Water moves.')
  })

  test('is not made of words that are corrected while it is being written', async () => {
    const house = await open()
    const ada = await house.learner()
    const { body } = await ada.say('The zyzzyva is a weevil.')
    house.script(({ messages, facts }) => {
      if (facts.text) return sayYes()
      const about = JSON.stringify(messages).includes('zyzzyva') ? 'zyzzyva' : 'beetle'
      return { words: [`About a ${about}.`], firstAfterMs: 1_000 }
    })
    await ada.say('Goodbye')
    const settled = house.settle()
    await vi.waitFor(() => expect(house.clock.pending).toBe(1))
    const change = { user_text: 'The beetle is a weevil.' }
    expect((await ada.call('PATCH', `/api/conversation/exchanges/${body.exchange_id}`, change)).status).toBe(200)
    await house.clock.advance(1_000)
    await house.clock.advance(1_000)
    await settled
    expect((await sessionOf(ada)).summary).toBe('About a beetle.')
  })

  test('takes what was only to be written down to no model', async () => {
    const house = await open()
    const ada = await house.learner()
    for (const text of ['Buy a lens.', 'Clean the microscope.']) await ada.say(text, { mode: 'capture' })
    house.pass(31 * MINUTE)
    await house.settle()
    expect((await sessionOf(ada)).summary).toMatch(/lens|microscope/)
    expect(house.requests).toEqual([])
  })
})

inHouses('a session', (open) => {
  test('is not over as long as it counts as active', async () => {
    const house = await open({ env: { SESSION_TIMEOUT: '7200' } })
    const ada = await house.learner()
    await ada.say('Slowly now.')
    house.pass(60 * MINUTE)
    await house.settle()
    expect((await sessionOf(ada)).ended_at).toBe(null)
    house.pass(65 * MINUTE)
    await house.settle()
    expect((await sessionOf(ada)).ended_at).not.toBe(null)
  })

  test('is over after a weekend with nobody here, and one from before anybody looked is over quietly', async () => {
    const house = await open()
    const ended = ends(house)
    const ada = await house.learner()
    await ada.say('On Friday.', { session: 'friday' })
    await ada.say('Long ago.', { session: 'long-ago' })
    const last_at = new Date(Date.now() - 30 * DAY).toISOString()
    await house.db.updateTable('sessions').set({ last_at }).where('session_id', '=', 'long-ago').execute()
    house.pass(3 * DAY)
    await house.settle()
    await ada.comeBack()
    for (const session of ['friday', 'long-ago']) {
      const { ended_at, last_at } = await sessionOf(ada, session)
      expect(ended_at).toBe(last_at)
    }
    expect(ended).toEqual(['friday'])
  })

  test('has its last answer tried for a long while, and then given up', async () => {
    const house = await open()
    const ada = await house.learner()
    house.script(down)
    await ada.say('Is anybody there?')
    await house.db.updateTable('jobs').set({ attempts: 1_999 }).where('kind', '=', 'answer-later').execute()
    house.pass(10 * MINUTE)
    await house.settle()
    expect((await house.jobs.backlog()).failed).toBe(1)
    house.script(sayYes)
    expect((await ada.say('Is anybody there?')).body.agent_text).toBe('Tell me more.')
  })
})
