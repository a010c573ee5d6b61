/** What a goal can count; what each means stands in `goals.ts`. */
export const GOAL_KINDS = [
  'streak',
  'sessions',
  'topics',
  'quality',
  'exchanges',
  'duration',
  'reviews',
  'mastery',
  'feedback',
  'custom',
] as const
type Kinds = ReadonlyArray<(typeof GOAL_KINDS)[number]>

/** Kinds that can be counted for one topic alone. */
export const GOAL_KINDS_OF_TOPIC: Kinds = ['exchanges', 'reviews', 'mastery']

/** Kinds that can be reached anew every day or week. */
export const GOAL_KINDS_THAT_REPEAT: Kinds = ['sessions', 'topics', 'exchanges', 'duration', 'reviews', 'feedback']
