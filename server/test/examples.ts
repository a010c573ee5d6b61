import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'

/** The shell examples of a page, in order. */
export const examplesIn = (page: string): string[] =>
  [...page.matchAll(/```bash\n([\s\S]*?)```/g)].map((match) => match[1] ?? '')

const LVA = fileURLToPath(new URL('../bin/lva.mjs', import.meta.url))

/** A command line of `npx lva …` as it is run here. */
export const withLva = (line: string): string => line.replace(/^npx lva/, `"${process.execPath}" "${LVA}"`)

/** Runs a script as a person would; in a process of its own, because the server answers from this one. */
export async function bash(script: string, env: Record<string, string> = {}): Promise<string> {
  const child = spawn('bash', ['-e', '-o', 'pipefail', '-c', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  const [out, error, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.once('exit', resolve)),
  ])
  expect(code, `${script}\n${error}`).toBe(0)
  return out
}
