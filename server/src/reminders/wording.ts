import type { Reminded } from '@lva/contracts/reminders'
import { type Counted, phrasesIn } from './phrases.ts'

/** A reminder as it is pushed and mailed. `to` is a page of the web app. */
export interface Words {
  title: string
  text: string
  to: string
}

/** The words of a reminder. A locked screen shows them to whoever looks, so nothing that was learned stands in them. */
export function wordsOf(says: Reminded, locale: string): Words {
  const phrases = phrasesIn(locale)
  const counted = (count: number, said: Counted) => {
    const form = said[new Intl.PluralRules(locale).select(count)] ?? said.other
    return form.replace('{n}', new Intl.NumberFormat(locale).format(count))
  }
  if (says.kind === 'due') return { title: counted(says.due, phrases.due), text: phrases.dueText, to: '/review' }
  if (says.kind === 'streak') {
    const text = says.freezes > 0 ? counted(says.freezes, phrases.frozen) : phrases.streakText
    return { title: counted(says.days, phrases.streak), text, to: '/today' }
  }
  const recalled = counted(says.recalled, { other: phrases.recalled })
  const parts = [
    ...(says.sittings > 0 ? [counted(says.sittings, phrases.sessions)] : []),
    ...(says.minutes > 0 ? [counted(says.minutes, phrases.minutes)] : []),
    ...(says.reviews > 0 ? [`${counted(says.reviews, phrases.reviews)}, ${recalled}`] : []),
  ]
  return { title: phrases.week, text: `${parts.join(' · ')}${phrases.end}`, to: '/reports' }
}
