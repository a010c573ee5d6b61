import { BACKUPS, DATABASE } from './data-steps.ts'
import { AFTERWARDS, CRITERIA, DEPLOYING, FUNCTIONAL, PERFORMANCE, SHUT, WATCHING } from './deployed-steps.ts'
import { ENVIRONMENT } from './environment-steps.ts'
import { SECURITY } from './security-steps.ts'
import type { Section, Seen, Verdict } from './step.ts'
import { DOCUMENTS, TESTING, VERIFICATION } from './testing-steps.ts'

/** The production checklist in its order, which is that of docs/PRODUCTION_CHECKLIST.md. */
export const SECTIONS: readonly Section[] = [
  ...[SECURITY, ENVIRONMENT, DATABASE, TESTING, VERIFICATION, DOCUMENTS],
  ...[DEPLOYING, FUNCTIONAL, SHUT, PERFORMANCE, WATCHING, BACKUPS, AFTERWARDS, CRITERIA],
]

/** A step, and how it stands. */
export interface Line extends Verdict {
  id: string
  section: string
  title: string
}

/** Judges every step by what was seen. */
export function judgeAll(seen: Seen): Line[] {
  return SECTIONS.flatMap(({ title: section, steps }) =>
    steps.map(({ id, title, judge }) => ({ id, section, title, ...judge(seen) })),
  )
}
