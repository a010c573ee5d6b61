import { readFileSync } from 'node:fs'
import type { VerifyOptions } from '../../verifying/verifying.ts'
import { UsageError } from '../command.ts'
import type { Verdict } from './step.ts'

/** The origin of an address somebody typed. Throws UsageError. */
export function originOf(target: string): string {
  const url = URL.parse(target)
  if (!url || !/^https?:$/.test(url.protocol))
    throw new UsageError(`${target} is no address like https://lva.example.org`)
  return url.origin
}

/** An e-mail and a password, a line each, as `npm run verify` takes them. Throws UsageError. */
export function accountIn(file: string): { email: string; password: string } {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    throw new UsageError(`--account: ${file} cannot be read.`)
  }
  const [email, password] = text.split(/\r?\n/)
  if (!email || !password) throw new UsageError('--account FILE holds an e-mail and a password, a line each.')
  return { email, password }
}

/** Asks a deployment from outside, one check after the other. Resolves with how it answered each. */
export async function askDeployment(target: string, options: VerifyOptions): Promise<ReadonlyMap<string, Verdict>> {
  const { verify } = await import('../../verifying/verifying.ts')
  const answers = new Map<string, Verdict>()
  for await (const { id, state, detail, todo } of verify(target, options))
    answers.set(id, { state, detail, ...(todo === undefined ? {} : { todo }) })
  return answers
}
