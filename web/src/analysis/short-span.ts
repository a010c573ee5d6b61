import { locale, timeZone } from '../messages/locale.ts'

/** The days of a stretch of time, the end excluded, as one writes them: "16 – 22 Nov 2026". */
export function shortSpan({ from, to }: { from: string; to: string }): string {
  const format = new Intl.DateTimeFormat(locale.value, {
    ...{ timeZone: timeZone.value, day: 'numeric', month: 'short', year: 'numeric' },
  })
  return format.formatRange(new Date(from), new Date(Date.parse(to) - 1))
}
