import { plainWords } from './live/testing/plain-words.ts'
import type { Words } from './live/words.ts'
import { spokenText } from './spoken-text.ts'
import { createClauses } from './text/clauses.ts'
import { completeness } from './text/completeness.ts'
import { cueOf } from './text/cues.ts'
import { createEcho } from './text/echo.ts'

/** What the engine knows of words. */
export const words: Words = {
  clauses: createClauses,
  speakable: (text) => ({ spoken: spokenText(text) }),
  cueOf,
  completeness,
  echo: createEcho,
  heardText: plainWords.heardText,
}
