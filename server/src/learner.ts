/** Somebody who learns here, and how to speak to them. */
export interface Learner {
  userId: string
  fullName: string | null
  /** IANA name. */
  timezone: string
  /** BCP 47 tag. */
  locale: string
}
