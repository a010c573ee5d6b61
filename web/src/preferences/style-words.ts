import type { Preference } from '@lva/contracts/preferences'
import { locale } from '../messages/locale.ts'
import { t } from '../messages/messages.ts'
import './messages.en.ts'

/** How far a preference leans, in words. */
export function styleWord(preference: Preference, value: number): string {
  const step = value <= 0.15 ? 0 : value <= 0.35 ? 1 : value < 0.65 ? 2 : value < 0.85 ? 3 : 4
  return t(`manner.${preference}.${step}`)
}

/** A share, or a difference of two, as a number of a hundred. */
export const ofHundred = (share: number): string =>
  new Intl.NumberFormat(locale.value, { maximumFractionDigits: 0 }).format(Math.round(share * 100) || 0)

/** The same with its sign. */
export const signed = (share: number): string =>
  new Intl.NumberFormat(locale.value, { maximumFractionDigits: 0, signDisplay: 'exceptZero' }).format(
    Math.round(share * 100) || 0,
  )

/** A figure of statistics. */
export const figure = (value: number): string =>
  new Intl.NumberFormat(locale.value, { maximumFractionDigits: value !== 0 && Math.abs(value) < 0.01 ? 3 : 2 }).format(
    value,
  )
