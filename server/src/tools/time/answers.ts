import { localDay, localMoment, offsetMs } from '../../days.ts'
import type { Language } from '../../language/stop-words.ts'
import { numberText } from '../calculator/number-text.ts'
import { divide } from '../calculator/numbers.ts'
import { rational } from '../calculator/rational.ts'
import type { TimeAsk } from './asking.ts'
import { between, type DateUnit, isoWeek, later } from './calendar.ts'
import { type Place, placesCalled } from './places.ts'
import type { NamedDay } from './read-date.ts'
import type { NamedTime } from './read-time.ts'
import { countText, dateText, filled, spanText, timeText, weekdayText } from './said.ts'
import { TIME_WORDING } from './wording.ts'
import { instantsOf } from './zones.ts'

/** What was found, for whoever checks it; `refused`: nothing, and `text` asks back or says why. */
export type TimeFact =
  | { date: string }
  | { clock: string }
  | { count: number; unit: DateUnit }
  | { weekday: number }
  | { week: number; year: number }
  | { minutes: number }
  | { refused: true }

/** An answer in a sentence, and the fact in it. */
export interface TimeAnswer {
  text: string
  fact: TimeFact
}

/** Whom it is for, where they are, and when they ask. */
export interface For {
  locale: string
  timezone: string
  now: Date
}

/** Hours ahead are told for ten years, in minutes. */
const WHILE_MAX = 10 * 366 * 24 * 60

/** A question that has to be asked back, or a reason why there is no answer; never leaves this file. */
class AskBack extends Error {}

/** Answers what was asked of clocks and calendars. What is ambiguous is asked back, with its readings. Pure. */
export function timeAnswer(ask: TimeAsk, whom: For): TimeAnswer {
  try {
    return ANSWERS[ask.kind](ask, whom)
  } catch (error) {
    if (error instanceof AskBack) return { text: error.message, fact: { refused: true } }
    throw error
  }
}

type Answer = (ask: TimeAsk, whom: For) => TimeAnswer

const ANSWERS: Record<TimeAsk['kind'], Answer> = {
  now({ language }, { locale, timezone, now }) {
    const moment = localMoment(now, timezone)
    return {
      text: filled(TIME_WORDING[language].now, { time: timeText(moment, locale) }),
      fact: { clock: clock(moment) },
    }
  },

  'now-in'({ language, place }, { locale, now }) {
    const there = onePlace(place, language)
    const moment = localMoment(now, there.zone)
    const said = { place: there.name, time: timeText(moment, locale), date: dateText(moment.day, locale) }
    return { text: filled(TIME_WORDING[language].nowIn, said), fact: { clock: clock(moment) } }
  },

  'date-of'({ language, date }, { locale }) {
    const day = oneDay(date, language, locale)
    return { text: filled(TIME_WORDING[language].date, { date: dateText(day, locale) }), fact: { date: day } }
  },

  'in-a-while'({ language, count, span }, { locale, timezone, now }) {
    const minutes = (count ?? 0) * (span ?? 0)
    if (minutes > WHILE_MAX) throw new AskBack(TIME_WORDING[language].beyond)
    const moment = localMoment(new Date(now.getTime() + minutes * 60_000), timezone)
    const said = { time: timeText(moment, locale), date: dateText(moment.day, locale) }
    return { text: filled(TIME_WORDING[language].afterwards, said), fact: { clock: clock(moment) } }
  },

  'year-left'(ask, whom) {
    const today = localDay(whom.now, whom.timezone)
    const date = `${today.slice(0, 4)}-12-31`
    return counted(ask, whom, { from: today, to: date, date })
  },

  today({ language }, { locale, timezone, now }) {
    const date = localDay(now, timezone)
    return { text: filled(TIME_WORDING[language].today, { date: dateText(date, locale) }), fact: { date } }
  },

  weekday: weekdayAnswer,
  'weekday-back': weekdayAnswer,
  later: (ask, whom) => moved(ask, whom, 1),
  earlier: (ask, whom) => moved(ask, whom, -1),

  until(ask, whom) {
    const today = localDay(whom.now, whom.timezone)
    const date = oneDay(ask.date, ask.language, whom.locale)
    return counted(ask, whom, { from: today, to: date, date })
  },
  'until-time'({ language, time }, { locale, timezone, now }) {
    const minute = oneTime(time, language, locale)
    const here = localMoment(now, timezone)
    const minutes = (minute - here.minute + 24 * 60) % (24 * 60)
    const count = spanText(minutes, { language, locale })
    const frame = TIME_WORDING[language].untilTime[minutes === 60 || minutes === 1 ? 0 : 1]
    return { text: filled(frame, { count, time: timeText({ minute }, locale) }), fact: { minutes } }
  },
  since(ask, whom) {
    const today = localDay(whom.now, whom.timezone)
    const date = oneDay(ask.date, ask.language, whom.locale)
    return counted(ask, whom, { from: today, to: date, date })
  },
  between(ask, whom) {
    const [a, b] = [ask.date, ask.other].map((day) => oneDay(day, ask.language, whom.locale))
    return counted(ask, whom, { from: a ?? '', to: b ?? '', date: null })
  },

  week({ language, date }, { locale, timezone, now }) {
    const { week, year } = isoWeek(date ? oneDay(date, language, locale) : localDay(now, timezone))
    return { text: filled(TIME_WORDING[language].week, { week, year }), fact: { week, year } }
  },

  convert: conversion,
  'convert-mine': conversion,
  // Where nothing is known of the thing: see the memories of the learner.
  mine({ language, thing }) {
    throw new AskBack(filled(TIME_WORDING[language].nothingKnown, { name: thing ?? '' }))
  },

  difference({ language, from, to }, { locale, now }) {
    const [a, b] = [onePlace(from, language), onePlace(to, language)]
    const minutes = Math.round((offsetMs(now, a.zone) - offsetMs(now, b.zone)) / 60_000)
    const wording = TIME_WORDING[language]
    const [ahead, behind] = minutes >= 0 ? [a, b] : [b, a]
    const names = { from: ahead.name, to: behind.name }
    if (minutes === 0) return { text: filled(wording.same, names), fact: { minutes } }
    const hours = numberText(divide(rational(BigInt(Math.abs(minutes))), rational(60n)), locale).text
    const count = `${hours} h`
    return { text: filled(wording.ahead[1], { ...names, count }), fact: { minutes } }
  },
}

function weekdayAnswer({ language, date }: TimeAsk, { locale, timezone, now }: For): TimeAnswer {
  const day = oneDay(date, language, locale)
  const { was, is } = TIME_WORDING[language]
  const said = { date: dateText(day, locale, { weekday: false }), weekday: weekdayText(day, locale) }
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay() || 7
  return { text: filled(day < localDay(now, timezone) ? was : is, said), fact: { weekday } }
}

function moved({ language, count, unit, date }: TimeAsk, { locale, timezone, now }: For, way: 1 | -1): TimeAnswer {
  const from = date ? oneDay(date, language, locale) : localDay(now, timezone)
  const day = count === null ? null : later(from, count * way, unit)
  if (day === null) throw new AskBack(TIME_WORDING[language].beyond)
  return { text: filled(TIME_WORDING[language].date, { date: dateText(day, locale) }), fact: { date: day } }
}

/** `date`: the day that is counted to from today; null between two days. */
function counted(
  { language, unit }: TimeAsk,
  { locale }: For,
  { from, to, date }: { from: string; to: string; date: string | null },
): TimeAnswer {
  const wording = TIME_WORDING[language]
  const { count, rest } = between(from, to, unit)
  const frame = date === null ? wording.between : to >= from ? wording.until : wording.ago
  const said = {
    ...{ count: countText(count, unit, rest, { language, locale }), other: dateText(to, locale, { weekday: false }) },
    date: date === null ? dateText(from, locale, { weekday: false }) : dateText(date, locale),
  }
  return { text: filled(frame[count + rest === 1 ? 0 : 1], said), fact: { count, unit } }
}

function conversion({ language, time, date, from, to }: TimeAsk, { locale, timezone, now }: For): TimeAnswer {
  const wording = TIME_WORDING[language]
  const here: Place = { name: timezone.split('/').at(-1)?.replaceAll('_', ' ') ?? timezone, zone: timezone }
  const [a, b] = [from ? onePlace(from, language) : here, to ? onePlace(to, language) : here]
  const minute = oneTime(time, language, locale)
  const day = date ? oneDay(date, language, locale) : localMoment(now, a.zone).day
  const [first, second] = instantsOf({ day, minute }, a.zone)
  const said = { time: timeText({ minute }, locale), from: a.name, to: b.name }
  if (!first) throw new AskBack(filled(wording.skipped, said))
  const there = localMoment(first, b.zone)
  const told = { ...said, there: timeText(there, locale), date: dateText(there.day, locale) }
  const text = second
    ? filled(wording.twice, { ...told, again: timeText(localMoment(second, b.zone), locale) })
    : filled(wording.converted, told)
  return { text, fact: { clock: clock(there) } }
}

function onePlace(name: string | null, language: Language): Place {
  const wording = TIME_WORDING[language]
  const places = placesCalled(name ?? '')
  const [place] = places
  if (!place) throw new AskBack(filled(wording.unknownPlace, { name: name ?? '' }))
  if (places.length > 1)
    throw new AskBack(
      filled(wording.which, {
        name: name ?? '',
        choices: either(
          places.map((one) => one.name),
          wording.or,
        ),
      }),
    )
  return place
}

function oneDay(date: NamedDay | null, language: Language, locale: string): string {
  const wording = TIME_WORDING[language]
  if (date && 'day' in date) return date.day
  if (date && 'either' in date)
    throw new AskBack(
      filled(wording.doYouMean, {
        choices: either(
          date.either.map((day) => dateText(day, locale, { weekday: false })),
          wording.or,
        ),
      }),
    )
  throw new AskBack(filled(wording.noSuchDay, { name: date?.none ?? '' }))
}

function oneTime(time: NamedTime | null, language: Language, locale: string): number {
  if (time && 'minute' in time) return time.minute
  const choices = (time?.either ?? []).map((minute) => timeText({ minute }, locale))
  throw new AskBack(filled(TIME_WORDING[language].doYouMean, { choices: either(choices, TIME_WORDING[language].or) }))
}

const either = (choices: readonly string[], or: string) => choices.slice(0, -1).join(', ') + or + choices.at(-1)
const clock = ({ day, minute }: { day: string; minute: number }) =>
  `${day}T${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
