import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { expect } from 'vitest'

/** The shell examples of a page, in order. */
export const examplesIn = (page: string): string[] =>
  [...page.matchAll(/```bash\n([\s\S]*?)```/g)].map((match) => match[1] ?? '')

/** Runs a script as a person would; in a process of its own, because the server answers from this one. */
export async function bash(script: string): Promise<string> {
  const child = spawn('bash', ['-e', '-o', 'pipefail', '-c', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [out, code] = await Promise.all([
    text(child.stdout),
    new Promise<number | null>((resolve) => child.once('exit', resolve)),
  ])
  expect(code).toBe(0)
  return out
}
