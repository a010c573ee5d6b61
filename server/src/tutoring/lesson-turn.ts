import type { Lesson } from './lessons.ts'
import type { Step, Subject } from './steps.ts'

/** What a turn did to a lesson, to be kept with its reply. */
export interface LessonTurn {
  /** The lesson as it was; null: it begins. */
  before: Lesson | null
  kind: Lesson['kind']
  subject: Subject
  step: Step
}
