import type { Figure, FigureName, Report } from '@lva/contracts/insights'
import { writtenDay, writtenPercent } from '../noticing/wording.ts'

/** A report as it is put on paper, of whatever sort. Cells are text; the first column names the row. */
export interface Paper {
  title: string
  lang: string
  parts: Array<{ heading: string; columns: string[]; rows: string[][] } | { heading: string; lines: string[] }>
}

const NAMES: Record<FigureName, string> = {
  sessions: 'Sessions',
  minutes: 'Minutes',
  exchanges: 'Exchanges',
  reviews: 'Reviews',
  recall: 'Recalled',
  streak: 'Streak in days',
  topics: 'Topics',
  mastered: 'Mastered concepts',
}

/** Puts a report on paper. What is not known is left out; of a time without anything it says only that. */
export function onPaper(report: Report, locale: string): Paper {
  const { period, from, to } = report
  const title = `Your ${period}: ${writtenDay(from, locale)} – ${writtenDay(to, locale)} ${to.slice(0, 4)}`
  const paper = { title, lang: 'en' }
  if (report.empty)
    return { ...paper, parts: [{ heading: 'In numbers', lines: [`Nothing was learnt in this ${period}.`] }] }
  const number = (value: number) => new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }).format(value)
  const known = report.figures.filter(({ value }) => value !== null)
  const earlier = report.complete ? `The ${period} before` : `As many days of the ${period} before`
  return {
    ...paper,
    parts: [
      {
        heading: 'In numbers',
        columns: [
          '',
          report.complete ? `This ${period}` : `This ${period} so far`,
          period === 'week' ? earlier : 'As many days before',
        ],
        rows: known.map((figure) => [
          named(figure),
          shown(figure.figure, figure.value ?? 0, locale),
          figure.before === null ? '–' : shown(figure.figure, figure.before, locale),
        ]),
      },
      {
        heading: 'Day by day',
        columns: ['', 'Minutes', 'Exchanges', 'Reviews'],
        rows: report.days.map(({ day, minutes, exchanges, reviews }) => [
          writtenDay(day, locale),
          ...[minutes, exchanges, reviews].map(number),
        ]),
      },
      ...(report.topics.length > 0
        ? [
            {
              heading: 'Topics',
              columns: ['', 'Exchanges', 'Reviews', 'Recalled', 'Level'],
              rows: report.topics.map(({ name, exchanges, reviews, recall, level }) => [
                ...[name, number(exchanges), number(reviews)],
                ...[recall.value === null ? '–' : writtenPercent(recall.value, locale), level ?? '–'],
              ]),
            },
          ]
        : []),
      ...(report.insights.length > 0
        ? [{ heading: 'What stands out', lines: report.insights.map(({ title, because }) => `${title}: ${because}.`) }]
        : []),
      ...(report.due_next ? [{ heading: 'What comes', lines: [comingUp(report.due_next, number)] }] : []),
    ],
  }
}

function comingUp({ days, due }: { days: number; due: number }, number: (value: number) => string): string {
  return `In the next ${number(days)} days ${number(due)} ${due === 1 ? 'question comes' : 'questions come'} back.`
}

function named({ figure, n }: Figure): string {
  return figure === 'recall' ? `${NAMES.recall} (n = ${n})` : NAMES[figure]
}

function shown(figure: FigureName, value: number, locale: string): string {
  if (figure === 'recall') return writtenPercent(value, locale)
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }).format(value)
}
