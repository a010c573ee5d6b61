import type { CallBack, PhoneCall } from '@lva/contracts/phone'
import { t } from '../messages/messages.ts'
import { money } from '../messages/numbers.ts'
import './messages.en.ts'

/** How long a call or recording was: seconds below a minute, then minutes. */
export const length = (seconds: number): string =>
  seconds < 60
    ? t('phone.calls.seconds', { count: seconds })
    : t('phone.calls.minutes', { count: Math.round(seconds / 60) })

/** What became of a call, in a few words. */
export function courseOf({ state, seconds, trusted, cost }: PhoneCall): string {
  if (state !== 'done') return t(`phone.calls.${state}`)
  return [
    seconds === null ? '' : length(seconds),
    trusted ? '' : t('phone.calls.alone'),
    cost === null ? '' : t('phone.calls.cost', { cost: money(cost) }),
  ]
    .filter(Boolean)
    .join(' · ')
}

/** Whether the time of the call lies in the quiet hours, which may go over midnight; with the same time twice there are none. */
export function fallsIntoQuiet({
  at,
  quiet_from: from,
  quiet_to: to,
}: Pick<CallBack, 'at' | 'quiet_from' | 'quiet_to'>) {
  return from <= to ? from <= at && at < to : at >= from || at < to
}

/** The digits of a code in groups of three, as they are read out. */
export const grouped = (code: string): string =>
  Array.from({ length: Math.ceil(code.length / 3) }, (_, group) => code.slice(group * 3, group * 3 + 3)).join(' ')
