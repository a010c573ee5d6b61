import { describe, expect, test } from 'vitest'
import { sentencesOf, wordsOf } from '../../../language/words.ts'
import type { Style, TurnFacts } from '../llm.ts'
import { createCompanion } from './companion.ts'
import { facts, hear, reply, said } from './test-talk.ts'

describe('a turn', () => {
  test('says who speaks, comes in small pieces and ends', async () => {
    const { parts, deltas } = await hear(facts('I think my loop is slow because it copies the whole list every time'))
    expect(parts[0]).toEqual({ type: 'start', provider: 'companion', model: null })
    expect(parts.at(-1)).toEqual({ type: 'end', reason: 'complete', usage: {} })
    expect(Math.max(...deltas.map((delta) => wordsOf(delta).length))).toBeLessThanOrEqual(4)
  })

  test('takes up the learner’s words in the second person and asks one question', async () => {
    const answer = await reply('I think my loop is slow because it copies the whole list every time')
    expect(answer).toContain('your loop is slow because it copies the whole list every time')
    expect(answer.split('?')).toHaveLength(2)
  })

  test('asks about what was said: a cause, a plan, a short remark, being stuck', async () => {
    expect(await reply('The ice floats because the water molecules stand further apart when they freeze')).toMatch(
      /reason|cause|lead/,
    )
    expect(await reply('Next week I want to paint the harbour with watercolour in the morning light')).toMatch(
      /first step|notice|get in the way/,
    )
    expect(await reply('photosynthesis')).toMatch(/say a little more|Which side|think through|brings you/)
    expect(await reply('I am stuck on the second proof', { intent: 'reflection' })).toMatch(
      /still sure of|tried|simplest|missing piece/,
    )
  })

  test('stops at once and quietly when it is interrupted', async () => {
    const interruption = new AbortController()
    const request = {
      purpose: 'reply' as const,
      system: { stable: '', changing: '' },
      messages: [],
      facts: facts('I like bees and flowers'),
      maxTokens: 9,
    }
    const heard = []
    for await (const part of createCompanion().stream(request, { signal: interruption.signal })) {
      heard.push(part.type)
      if (part.type === 'delta') interruption.abort()
    }
    expect(heard).toEqual(['start', 'delta'])
    const early = []
    for await (const part of createCompanion().stream(request, { signal: AbortSignal.abort() })) early.push(part)
    expect(early).toEqual([])
  })
})

describe('what was said before', () => {
  const passage = said('2026-11-03T23:30:00Z', 'I had a good day. Plants use red light for photosynthesis!')

  test('comes back with its day in the learner’s own time zone', async () => {
    const answer = await reply('Today I read how photosynthesis turns light into sugar in the leaves', {
      recalled: [passage],
    })
    expect(answer).toMatch(/on 4 November/i)
    expect(answer).toContain('“Plants use red light for photosynthesis”')
    expect(
      await reply('Photosynthesis turns light into sugar', { recalled: [passage], timezone: 'America/New_York' }),
    ).toMatch(/on 3 November/i)
    expect(
      await reply('Photosynthesis turns light into sugar', { recalled: [said('2026-11-23T08:00:00Z', passage.text)] }),
    ).toMatch(/earlier today/i)
  })

  test('stays where it was when it only shares everyday words', async () => {
    const guitar = said('2026-11-03T09:00:00Z', 'I had a good guitar lesson today and learned a new thing.')
    expect(
      await reply('Today I learned a new thing about glaciers and I think it was good', { recalled: [guitar] }),
    ).not.toContain('November')
  })

  test('stays where it was when only a side remark meets it', async () => {
    const bread = said('2026-11-03T09:00:00Z', 'I baked bread with rye flour.')
    const glaciers = 'Glaciers are rivers of ice, and glaciers grind the rock beneath to a fine flour'
    expect(await reply(glaciers, { recalled: [bread] })).not.toContain('November')
  })

  test('is not brought up twice in a session', async () => {
    const first = await reply('Photosynthesis turns light into sugar in every leaf', { recalled: [passage] })
    expect(first).toContain('Plants use red light')
    const second = await reply('Photosynthesis needs water as well as light in the leaves', {
      recalled: [passage],
      repliedInSession: [first],
    })
    expect(second).not.toContain('Plants use red light')
  })
})

describe('a question', () => {
  test('gets an honest answer and the learner’s own words about it', async () => {
    const answer = await reply('What is chlorophyll?', {
      intent: 'question',
      saidInSession: ['Chlorophyll is the green pigment of leaves.'],
    })
    expect(answer).toContain('I cannot answer from general knowledge')
    expect(answer).toContain('“Chlorophyll is the green pigment of leaves”')
    expect(await reply('What is chlorophyll?', { intent: 'question' })).toMatch(/no language model|built-in companion/)
  })

  test('about itself is answered truly', async () => {
    expect(await reply('Are you an AI?', { intent: 'question' })).toContain('no language model')
  })
})

test('a list gets "what else?" once, then a summary', async () => {
  const first = await reply('apples, pears and plums', { intent: 'listing' })
  expect(first).toMatch(/apples, pears and plums.*what else/i)
  const second = await reply('figs too', { saidInSession: ['apples, pears and plums'], repliedInSession: [first] })
  expect(second).toContain('apples, pears, plums and figs')
  expect(second).not.toMatch(/what else/i)
})

test('a goodbye is confirmed with what was explored and what is open', async () => {
  const answer = await reply('bye', {
    intent: 'end_conversation',
    learnerName: 'Ana',
    saidInSession: [
      'Volcanoes form where plates meet.',
      'Why do some volcanoes explode?',
      'Volcanoes in Iceland are calm.',
    ],
  })
  expect(answer).toContain('volcanoes')
  expect(answer).toContain('“Why do some volcanoes explode”')
  expect(answer).toContain('Ana')
})

test('no question is asked twice in a long session', async () => {
  const saidInSession: string[] = []
  const repliedInSession: string[] = []
  const questions: string[] = []
  for (let turn = 0; turn < 40; turn++) {
    const text = `Photosynthesis needs light and water in every single leaf of the plant number ${turn}`
    const answer = await reply(text, { saidInSession: [...saidInSession], repliedInSession: [...repliedInSession] })
    questions.push(...sentencesOf(answer).filter((sentence) => sentence.endsWith('?')))
    saidInSession.push(text)
    repliedInSession.push(answer)
  }
  expect(questions.length).toBeGreaterThan(5)
  expect(new Set(questions).size).toBe(questions.length)
})

test('keeps to the manner its learner likes, as far as rules can', async () => {
  const text = 'Chlorophyll catches the light of the sun because plants need energy for making sugar'
  const liking = (leans: Style['leans'], more: Partial<TurnFacts> = {}) =>
    reply(text, { ...more, style: { leans, asked: false } })
  const usual = sentencesOf(await reply(text))
  expect([usual.length, usual.at(-1)?.endsWith('?')]).toEqual([2, true])
  expect(sentencesOf(await liking({ length: 'low' }))).toEqual([expect.stringMatching(/\?$/)])
  expect(await liking({ socratic: 'low' })).not.toContain('?')
  const recalled = [said('2026-11-20T10:00:00Z', 'Plants use red light for photosynthesis.')]
  const again = 'Today I read how photosynthesis turns light into sugar in the leaves'
  const [long, short] = (['high', 'low'] as const).map((length) => ({ leans: { length }, asked: false }))
  expect(sentencesOf(await reply(again, { recalled, style: long as Style }))).toHaveLength(3)
  expect(await reply(again, { recalled, style: short as Style })).toMatch(/red light for photosynthesis”\. \[s1\]$/)
  expect(await liking({ pace: 'low' })).toMatch(/^Take your time\./)
  for (const way of [{ depth: 'low' }, { pace: 'low' }] as const) {
    const replied: string[] = []
    for (let turn = 0; turn < 3; turn++) {
      const question = sentencesOf(await liking(way, { repliedInSession: [...replied] })).at(-1) ?? ''
      expect(question.replace('the sun', 'it').split(' ').length).toBeLessThanOrEqual(7)
      replied.push(question)
    }
  }
  const lesson = 'I learned that chlorophyll catches the light of the sun in the leaves'
  expect(await reply(lesson, { style: { leans: { depth: 'high' }, asked: false } })).not.toBe(await reply(lesson))
  // Whoever asks for it is not told that it cannot be done.
  const wished: Style = { leans: { length: 'low' }, asked: true }
  for (const [wish, locale, granted] of [
    ['Shorter, please', 'en', /^(?:All right|Gladly|As you like)\./],
    ['Kürzer bitte', 'de', /^(?:In Ordnung|Gern|Mache ich)\./],
  ] as const)
    expect(await reply(wish, { locale, intent: 'command', style: wished })).toMatch(granted)
})

test('speaks German, Spanish and French to those who do', async () => {
  expect(await reply('Pflanzen machen Zucker aus dem Licht der Sonne', { locale: 'de-DE' })).toMatch(
    /„Pflanzen“|„Zucker“/,
  )
  expect(await reply('adiós', { locale: 'es', intent: 'end_conversation' })).toMatch(/Adiós|Hasta la próxima/)
  expect(await reply('Pourquoi les abeilles dansent ?', { locale: 'fr', intent: 'question' })).toContain(
    'modèle de langage',
  )
  expect(await reply('I think the sun is a star and the moon is not', { locale: 'de-DE' })).toMatch(
    /^[A-Z][a-z ]+.*\?$/,
  )
})
