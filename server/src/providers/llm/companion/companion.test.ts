import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LlmRequest, RecalledPassage, TurnFacts } from '../llm.ts'
import { createCompanion } from './companion.ts'
import { SUMMARY_WORDS_MAX } from './summary.ts'
import { sentencesOf, wordsOf } from './words.ts'

const facts = (text: string, more: Partial<TurnFacts> = {}): TurnFacts => ({
  intent: 'statement',
  now: new Date('2026-11-23T16:00:00Z'),
  timezone: 'Europe/Berlin',
  locale: 'en-GB',
  learnerName: null,
  text,
  recalled: [],
  saidInSession: [],
  repliedInSession: [],
  ...more,
})

const said = (at: string, text: string): RecalledPassage => ({ exchangeId: 'e', sessionId: 's', at, text })

async function hear(of: TurnFacts, purpose: LlmRequest['purpose'] = 'reply') {
  const parts = []
  const request = { purpose, system: { stable: '', changing: '' }, messages: [], facts: of, maxTokens: 300 }
  for await (const part of createCompanion().stream(request, { signal: new AbortController().signal })) parts.push(part)
  const deltas = parts.flatMap((part) => (part.type === 'delta' ? [part.text] : []))
  return { parts, deltas, text: deltas.join('') }
}

const reply = async (text: string, more: Partial<TurnFacts> = {}) => (await hear(facts(text, more))).text

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

describe('the summary', () => {
  const session = [
    'Today I looked at volcanoes in Iceland. Volcanoes form where plates move apart.',
    'Why does the magma rise?',
    'Lava from volcanoes builds new land, and the new land is black basalt.',
    'I do not understand basalt columns yet.',
  ]

  test('holds what was explored, what is open and what to come back to, in the learner’s words', async () => {
    const { text } = await hear(facts('', { saidInSession: session }), 'summary')
    expect(text).toContain('volcanoes')
    expect(text).toContain('“Why does the magma rise?”')
    expect(text).toMatch(/Worth coming back to: “I do not understand basalt columns yet”/)
  })

  test('does not call a question open that was answered later', async () => {
    const answered = [...session, 'Magma rises because it is lighter than the rock around it.']
    expect((await hear(facts('', { saidInSession: answered }), 'summary')).text).not.toContain(
      'Why does the magma rise',
    )
  })

  test('says so when nothing was said', async () => {
    expect((await hear(facts(''), 'summary')).text).toBe('Nothing was said in this session yet.')
  })

  test('leaves quotations out when they would make it longer than 120 words', async () => {
    const long = (start: string, end: string) =>
      `${start} ${Array.from({ length: 22 }, (_, at) => `volcano${start.length}${at}`).join(' and ')}${end}`
    const saidInSession = [
      'Volcanoes are',
      'Basalt is',
      'I am stuck on',
      'I am really stuck on',
      'Why do',
      'When do',
    ].map((start) => long(start, /^(?:Why|When)/.test(start) ? '?' : '.'))
    const { text } = await hear(facts('', { saidInSession }), 'summary')
    expect(wordsOf(text).length).toBeGreaterThan(60)
    expect(wordsOf(text).length).toBeLessThanOrEqual(SUMMARY_WORDS_MAX)
  })

  test('never has more than 120 words', async () => {
    const sentence = fc.array(
      fc.constantFrom('volcano', 'the', 'why', 'magma', 'because', 'I', 'stuck', 'rises', 'is'),
      { minLength: 1, maxLength: 60 },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(sentence, { maxLength: 40 }), async (sentences) => {
        const { text } = await hear(
          facts('', { saidInSession: sentences.map((words) => `${words.join(' ')}.`) }),
          'summary',
        )
        expect(wordsOf(text).length).toBeLessThanOrEqual(SUMMARY_WORDS_MAX)
      }),
      { numRuns: 100 },
    )
  })
})

const ordinary = fc
  .array(
    fc.constantFrom(
      'I',
      'think',
      'the',
      'volcano',
      'is',
      'my',
      'favourite',
      'because',
      'lava',
      'flows',
      'and',
      'you',
      'learned',
      'but',
      'magma',
    ),
    { minLength: 1, maxLength: 30 },
  )
  .map((words) => words.join(' '))

test('a reply has fewer than three sentences and one question at most', async () => {
  await fc.assert(
    fc.asyncProperty(
      ordinary,
      fc.constantFrom<TurnFacts['intent']>(
        'statement',
        'question',
        'reflection',
        'listing',
        'command',
        'end_conversation',
      ),
      fc.array(ordinary, { maxLength: 6 }),
      async (text, intent, saidInSession) => {
        const recalled = saidInSession.map((earlier) => said('2026-10-01T10:00:00Z', earlier))
        const answer = await reply(text, { intent, saidInSession, recalled })
        expect(answer).not.toBe('')
        expect(answer).not.toMatch(/[!*_#`{}]|undefined/)
        expect(sentencesOf(answer).length).toBeLessThanOrEqual(2)
        expect(answer.split('?').length).toBeLessThanOrEqual(2)
      },
    ),
    { numRuns: 500 },
  )
})

test('any text gets the same speakable reply every time, and never a long one', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: 'binary', maxLength: 8_000 }),
      fc.constantFrom('en', 'de', 'ja', 'fr-CA'),
      async (text, locale) => {
        const of = facts(text, { locale, recalled: [said('2026-10-01T10:00:00Z', text)], saidInSession: [text] })
        const { text: answer } = await hear(of)
        expect(answer.trim()).not.toBe('')
        expect(answer.length).toBeLessThan(800)
        expect((await hear(of)).text).toBe(answer)
      },
    ),
    { numRuns: 40 },
  )
})

test('long and odd input costs little', async () => {
  const odd = [
    'a',
    ' a',
    '!.',
    'a, ',
    'I am ',
    '? ',
    '\n- a',
    '"',
    'a-',
    'because ',
    '1. ',
    'the cell divides because energy flows ',
    '植物',
  ]
  for (const piece of odd) {
    const text = piece.repeat(Math.floor(8_000 / piece.length))
    const before = process.cpuUsage().user
    await reply(text, {
      saidInSession: Array(200).fill(text),
      repliedInSession: Array(50).fill(text),
      recalled: [said('2026-10-01T10:00:00Z', text)],
    })
    // Generous: catastrophic matching would take seconds.
    expect(process.cpuUsage().user - before, JSON.stringify(piece)).toBeLessThan(250_000)
  }
})
