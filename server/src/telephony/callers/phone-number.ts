const DIGITS = '0123456789'
/** What people write between digits. */
const BETWEEN = ' .-/()\u00a0\u202f'
/** Country codes of one digit and of two (ITU-T E.164); all others have three. */
const ONE_DIGIT = ['1', '7']
const TWO_DIGITS = new Set(
  '20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98'.split(
    ' ',
  ),
)
const LENGTH = { least: 8, most: 15 }

/** A number as carriers write it (E.164: a plus sign and 8 to 15 digits), from one as people do; null when it is none. Pure. */
export function numberOf(written: string): string | null {
  if (written.length > 40) return null
  const bare = [...written].filter((char) => !BETWEEN.includes(char)).join('')
  const international = bare.startsWith('00') ? `+${bare.slice(2)}` : bare
  const digits = international.slice(1)
  const fits = digits.length >= LENGTH.least && digits.length <= LENGTH.most && !digits.startsWith('0')
  return international.startsWith('+') && fits && [...digits].every((char) => DIGITS.includes(char))
    ? international
    : null
}

/** The country code of a number, with its plus sign: +49 of +49301234567. Pure. */
export function countryOf(number: string): string {
  const digits = number.slice(1)
  if (ONE_DIGIT.includes(digits.charAt(0))) return `+${digits.charAt(0)}`
  return `+${digits.slice(0, TWO_DIGITS.has(digits.slice(0, 2)) ? 2 : 3)}`
}

/** A number as it is shown: its country and its last two digits. Pure. */
export const shownAs = (number: string): string => `${countryOf(number)} ••• ${number.slice(-2)}`

/**
 * Whether we call a number. Calls cost whoever runs this server, and some numbers cost a lot: without a list of beginnings only numbers of
 * the country of our own are called. Pure.
 */
export function mayBeCalled(
  number: string,
  { own, beginnings }: { own: string; beginnings: readonly string[] },
): boolean {
  const allowed = beginnings.length > 0 ? beginnings : [countryOf(own)]
  return allowed.some((beginning) => number.startsWith(beginning))
}
