import { PIN_DIGITS } from '@lva/contracts/phone'

/** Zero and nine mean something else at the beginning of what is keyed in a call. */
const NOT_FIRST = '09'
/** What many people choose, besides what follows a rule. */
const COMMON = new Set(['147258', '159753', '258000', '123654', '112358', '314159', '271828', '147852', '741852'])
const DAYS_OF_MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Why a PIN may not be chosen, as a sentence; null: it may. Pure. */
export function faultOfPin(pin: string): string | null {
  const { least, most } = PIN_DIGITS
  const digits = [...pin]
  if (digits.length < least || digits.length > most || !digits.every((char) => char >= '0' && char <= '9'))
    return `A PIN has ${least} to ${most} digits.`
  if (NOT_FIRST.includes(pin.charAt(0)))
    return 'A PIN does not begin with 0 or 9: these keys mean something else in a call.'
  return isTrivial(digits.map(Number)) || COMMON.has(pin) || isDate(pin)
    ? 'That PIN is easily guessed. Choose one that is no row, no pattern and no date.'
    : null
}

/** Few digits, the same step throughout (111111, 123456, 864208), or a part that is repeated (121212, 123123). */
function isTrivial(digits: readonly number[]): boolean {
  if (new Set(digits).size < 3) return true
  const steps = digits.slice(1).map((digit, at) => (digit - (digits[at] ?? 0) + 10) % 10)
  if (new Set(steps).size === 1) return true
  const halves = [2, 3, 4, 6].filter((part) => digits.length % part === 0 && part < digits.length)
  if (halves.some((part) => digits.every((digit, at) => digit === digits[at % part]))) return true
  return digits.every((digit, at) => digit === digits.at(-1 - at))
}

/** Six or eight digits that are a day: 150372, 720315, 15031972, 19720315. */
function isDate(pin: string): boolean {
  const parts = (...lengths: number[]) => {
    let from = 0
    return lengths.map((length) => {
      from += length
      return Number(pin.slice(from - length, from))
    })
  }
  const isDay = (day = 0, month = 0) => day >= 1 && day <= (DAYS_OF_MONTHS[month - 1] ?? 0)
  const isYear = (year = 0) => year >= 1900 && year <= 2099
  if (pin.length === 6) {
    const [a, b, c] = parts(2, 2, 2)
    return isDay(a, b) || isDay(b, a) || isDay(c, b)
  }
  if (pin.length !== 8) return false
  const [a, b, year] = parts(2, 2, 4)
  const [first, c, d] = parts(4, 2, 2)
  return (isYear(year) && (isDay(a, b) || isDay(b, a))) || (isYear(first) && (isDay(d, c) || isDay(c, d)))
}
