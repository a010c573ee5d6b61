import { type TestFunction, test } from 'vitest'
import { findProgram } from '../run-program.ts'

/** A test that needs programs of the machine. Where one is missing it is skipped, and its name says how to add it; CI may not skip. */
export function testWith(
  env: NodeJS.ProcessEnv,
  programs: string[],
  packages: string,
  name: string,
  body: TestFunction,
) {
  const surroundings = { path: env.PATH ?? '', home: '', temporaryFolder: '' }
  const missing = programs.filter((program) => findProgram(program, surroundings) === null)
  if (missing.length === 0 || env.CI) test(name, body)
  else test.skip(`${name} (no ${missing.join(', ')} here: apt-get install ${packages})`, body)
}
