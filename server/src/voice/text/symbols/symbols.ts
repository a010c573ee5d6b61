/** Singular and plural; a language without the difference gives one form twice. */
export type Counted = readonly [one: string, many: string]

/** How a language says what is written in signs. */
export interface Symbols {
  /** Signs said as they stand, such as `=`. */
  signs: Record<string, string>
  minus: string
  times: string
  /** Between the ends of a range: 10–20. */
  to: string
  /** Before a number: ~5, #5. */
  about: string
  number: string
  /** In addresses. */
  at: string
  dot: string
  power: string
  /** By their sign; the second pair are the hundredths, null where there are none. */
  currencies: Record<string, { whole: Counted; hundredth: Counted | null }>
  /** Between whole and hundredths. */
  and: string
  units: Record<string, Counted>
  /** Which counts are singular. */
  isOne(value: number): boolean
  /** Null leaves the time as it is written, for a language whose voices read it well. */
  time(hour: number, minute: number): string | null
  date(year: number, month: number, day: number): string
  /** Abbreviations, and words that voices read wrongly: as written, as said. A word only, never a part of one. */
  words: Record<string, string>
}
