/** How a learner pauses while they speak, as it is kept for them. */
export interface Habits {
  /** Their last pauses within a turn, in milliseconds, oldest first. */
  pausesMs: number[]
}
