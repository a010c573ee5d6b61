import type { Words } from './live/words.ts'
import { createClauses } from './text/clauses.ts'
import { completeness } from './text/completeness.ts'
import { cueOf } from './text/cues.ts'
import { createEcho } from './text/echo.ts'
import { heardText } from './text/heard.ts'
import { speakable } from './text/speakable.ts'

/** What the engine knows of words. */
export const words: Words = { clauses: createClauses, speakable, cueOf, completeness, echo: createEcho, heardText }
