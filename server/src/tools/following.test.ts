import type { Memories } from '@lva/contracts/memories'
import { expect, test } from 'vitest'
import { inHouses, sayYes } from '../../test/house.ts'
import type { TestLearner } from '../../test/learner.ts'

const remembered = async (learner: TestLearner) =>
  (await learner.get<Memories>('/api/memories')).body.memories.map(({ text }) => text)

inHouses('what follows a question or an order', (open) => {
  async function talking(locale = 'en-GB') {
    const house = await open()
    const learner = await house.learner({ locale })
    const asked = async (text: string) => (await learner.say(text)).body.agent_text
    return { house, learner, asked }
  }

  test('a question that is asked back takes the answer to it, and nothing else', async () => {
    const { house, asked } = await talking()
    for (const answer of ['Illinois', 'the one in Illinois', 'Springfield, Illinois']) {
      expect(await asked('what time is it in Springfield')).toMatch(/^Which Springfield/)
      expect(await asked(answer), answer).toMatch(/^In Springfield, Illinois it is/)
    }
    expect(await asked('what time is it in Tokyo when it is 7:30 in Lisbon')).toMatch(/^Do you mean/)
    expect(await asked('in the evening')).toMatch(/^19:30 in Lisbon is 0[34]:30 in Tokyo/)
    expect(await asked('what weekday is 3/4/2027')).toMatch(/^Do you mean/)
    expect(await asked('in April')).toMatch(/^3 April 2027 is a Saturday/)
    expect(house.requests).toHaveLength(0)
    await asked('what time is it in Springfield')
    expect(await asked('It rains in Illinois')).toBe('Tell me more.')
    expect(await asked('Illinois')).toBe('Tell me more.')
  })

  test('what was just to be remembered is forgotten again for a word, and at no other time', async () => {
    const { house, learner, asked } = await talking()
    house.script(({ purpose }) => (purpose === 'memories' ? { words: ['nothing'] } : sayYes()))
    await asked('remember that my exam is on Friday')
    await asked('remember that my exam was in Lisbon')
    expect(await asked('forget that')).toMatch(/^I have forgotten “my exam was in Lisbon”/)
    expect(await remembered(learner)).toEqual(['my exam is on Friday'])
    await asked('forget that')
    expect(await remembered(learner)).toEqual(['my exam is on Friday'])
  })

  test('each of several clauses is remembered by itself, and taken back with the others', async () => {
    const { learner, asked } = await talking()
    expect(await asked('remember that the exam is on Friday and that I need a pen')).toBe(
      'I will remember: “the exam is on Friday” and “I need a pen”.',
    )
    expect((await remembered(learner)).sort()).toEqual(['I need a pen', 'the exam is on Friday'])
    expect(await asked('undo that')).toMatch(/^I have forgotten “.*” and “.*”\. If/)
    expect(await remembered(learner)).toEqual([])
  })

  test('in German a clause is kept as a clause, and a note without one as it is', async () => {
    const { learner, asked } = await talking('de-DE')
    expect(await asked('Merk dir, dass meine Prüfung am Freitag ist.')).toBe(
      'Ich merke mir: „dass meine Prüfung am Freitag ist“.',
    )
    expect(await asked('Was weißt du über meine Prüfung?')).toBe(
      'Du hast mir gesagt: „dass meine Prüfung am Freitag ist“.',
    )
    expect(await asked('Vergiss, dass meine Prüfung am Freitag ist.')).toMatch(/^Ich habe „dass meine Prüfung/)
    expect(await asked('Merke dir: Prüfung ist am Freitag')).toBe('Ich merke mir: „Prüfung ist am Freitag“.')
    expect(await asked('Vergiss das')).toMatch(/^Ich habe „Prüfung ist am Freitag“ vergessen/)
    expect(await remembered(learner)).toEqual([])
  })

  test('what was told on another day is told with that day', async () => {
    const { house, learner, asked } = await talking()
    house.script(({ purpose }) => (purpose === 'memories' ? { words: ['nothing'] } : sayYes()))
    await asked('remember that my exam is tomorrow')
    expect(await asked('what do you know about my exam?')).toBe('You told me: “my exam is tomorrow”.')
    house.pass(2 * 86_400_000)
    await learner.comeBack()
    expect((await learner.say('what do you know about my exam?')).body.agent_text).toMatch(
      /^You told me: “my exam is tomorrow” \(said on \w+, \d+ \w+ \d{4}\)\.$/,
    )
  })

  test('when something of one’s own is, and how long until then, comes from what was told, here or before; else others answer', async () => {
    const { house, asked } = await talking()
    house.script(({ purpose }) => (purpose === 'memories' ? { words: ['nothing'] } : sayYes()))
    const passedOn = await asked('When is my exam?')
    expect(passedOn).not.toMatch(/^You told me/)
    await asked('My exam is hard.')
    expect(await asked('When is my exam?')).toBe(passedOn)
    await asked('My exam is on 3 May 2099.')
    expect(await asked('When is my exam?')).toBe('You told me: “My exam is on 3 May 2099”.')
    expect(await asked('how many days until my exam')).toMatch(/days are left until Sunday, 3 May 2099\.$/)
    await asked('remember that my oral test is on 9 June 2099')
    expect(await asked('when is my oral test?')).toBe('You told me: “my oral test is on 9 June 2099”.')
    expect(await asked('what have I told you about my oral test?')).toBe(
      'You told me: “my oral test is on 9 June 2099”.',
    )
  })
})
