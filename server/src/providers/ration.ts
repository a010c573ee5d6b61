/** Part of what a learner may use in a day. */
export interface Portion {
  requests: number
  audioMs: number
  tokens: number
}

/** What learners may use, and have used. */
export interface Ration {
  /**
   * Sets a portion aside before it costs anything, and gives the verb that says how much it really was; call it once, however the work
   * ended. Throws ProviderError `spent` when the learner's day is used up.
   */
  take(userId: string, portion: Portion): Promise<(used: Portion) => void>
}
