import type { Reminded } from '@lva/contracts/reminders'

/** A reminder as it is pushed and mailed. `to` is a page of the web app. */
export interface Words {
  title: string
  text: string
  to: string
}

/** The words of a reminder. A locked screen shows them to whoever looks, so nothing that was learned stands in them. */
export function wordsOf(says: Reminded, locale: string): Words {
  const counted = (count: number, one: string, many: string) =>
    `${new Intl.NumberFormat(locale).format(count)} ${count === 1 ? one : many}`
  if (says.kind === 'due')
    return {
      title: `${counted(says.due, 'question is', 'questions are')} due`,
      text: 'A few minutes now, and you keep them. You can stop anywhere.',
      to: '/review',
    }
  if (says.kind === 'streak') {
    const left = counted(says.freezes, 'freeze is', 'freezes are')
    return {
      title: `Your streak: ${counted(says.days, 'day', 'days')}`,
      text:
        says.freezes > 0
          ? `Nothing is said or reviewed yet today. Should it stay so, a freeze keeps your streak; ${left} left this month.`
          : 'Nothing is said or reviewed yet today. One short turn keeps it.',
      to: '/today',
    }
  }
  const parts = [
    ...(says.sittings > 0 ? [counted(says.sittings, 'session', 'sessions')] : []),
    ...(says.minutes > 0 ? [counted(says.minutes, 'minute', 'minutes')] : []),
    ...(says.reviews > 0 ? [`${counted(says.reviews, 'review', 'reviews')}, ${says.recalled} of them recalled`] : []),
  ]
  return { title: 'Your week', text: `${parts.join(' · ')}.`, to: '/reports' }
}
