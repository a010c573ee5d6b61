import { z } from 'zod'
import { ownLanguageOf } from '../language/tags.ts'
import { timeAnswer } from './time/answers.ts'
import type { TimeAsk } from './time/asking.ts'
import { dayOf } from './time/calendar.ts'
import type { TimeKind } from './time/phrases.ts'
import type { NamedDay } from './time/read-date.ts'
import type { CompanionTool } from './tool.ts'

const Day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'a date is written as 2026-12-24')
  .describe('As `2026-12-24`.')
const Place = z.string().min(1).max(60).describe('A city, a country with one time, or a time zone.')

const Fields = z.object({
  what: z
    .enum(['now', 'convert', 'add', 'between', 'until', 'weekday', 'week'])
    .describe(
      '`now`: the time in `to`, or here. `convert`: `time` (of `date`) in `from` as it is in `to`. `add`: `count` `unit`s after `date`. `between`: `date` and `other`.',
    ),
  from: Place.optional(),
  to: Place.optional(),
  time: z
    .string()
    .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a time is written as 15:00')
    .optional()
    .describe('As `15:00`.'),
  date: Day.optional().describe('For `convert`, `add` and `week` today where it is missing.'),
  other: Day.optional(),
  count: z.int().min(-4_000_000).max(4_000_000).optional(),
  unit: z.enum(['day', 'week', 'month', 'year', 'business-day']).default('day'),
})

/** What nothing can be told without. */
const NEEDED: Record<z.infer<typeof Fields>['what'], ReadonlyArray<keyof z.infer<typeof Fields>>> = {
  ...{ now: [], convert: ['time'], add: ['count'], between: ['date', 'other'] },
  ...{ until: ['date'], weekday: ['date'], week: [] },
}

const Input = Fields.superRefine((given, { addIssue }) => {
  for (const field of NEEDED[given.what])
    if (given[field] === undefined) addIssue({ code: 'custom', path: [field], message: `\`${given.what}\` needs it` })
  if (given.what === 'convert' && given.from === undefined && given.to === undefined)
    addIssue({ code: 'custom', path: ['to'], message: '`convert` needs `from` or `to`' })
})
type Input = z.infer<typeof Input>

/** Tells times in other places and counts days. It reads and changes nothing. */
export const tellTime: CompanionTool<Input> = {
  ...{ name: 'time', title: 'tools.time', effect: 'reads', reaches: 'house', timeoutMs: 1_000 },
  description:
    'Tells the time here or in another place, converts times between places, and counts days, weeks, months and business days exactly.',
  input: Input,
  async run(input, { context: { facts } }) {
    const language = ownLanguageOf(facts.locale)
    return { text: timeAnswer(askOf(input, language), facts).text }
  },
}

function askOf({ what, from, to, time, date, other, count, unit }: Input, language: TimeAsk['language']): TimeAsk {
  const kinds: Record<Input['what'], TimeKind> = {
    ...{ now: to ? 'now-in' : 'now', convert: 'convert', add: 'later', between: 'between', until: 'until' },
    ...{ weekday: 'weekday', week: 'week' },
  }
  return {
    ...{ kind: kinds[what], language, place: to ?? null, from: from ?? null, to: to ?? null, thing: null },
    time: time === undefined ? null : { minute: Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5)) },
    ...{ date: named(date), other: named(other), count: count ?? null, unit, span: null },
  }
}

function named(date: string | undefined): NamedDay | null {
  if (date === undefined) return null
  const day = dayOf(Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10)))
  return day ? { day } : { none: date }
}
