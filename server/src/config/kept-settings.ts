import { z } from 'zod'
import { type Config, writtenSettings } from '../config.ts'

/** A setting as the operator wrote it. Of a secret the text is kept only under a passphrase; otherwise its name says that there was one. */
const Kept = z.array(z.object({ key: z.string(), secret: z.boolean(), text: z.string().nullable() }))

/** What opens a backup is not kept in it. */
const NEVER_KEPT: readonly string[] = ['BACKUP_PASSPHRASE']

/** The settings in force, as a backup keeps them: those that were written, and of secrets their names, or all of them where `secrets` says so. */
export function keptSettings(config: Config, { secrets }: { secrets: boolean }): string {
  const kept: z.infer<typeof Kept> = writtenSettings(config)
    .filter(({ key }) => !NEVER_KEPT.includes(key))
    .map(({ key, secret, text }) => ({ key, secret, text: secret && !secrets ? null : text }))
  return JSON.stringify(kept)
}

/** What differs between settings that were kept and those in force, a line each, without telling a secret. Empty for what is not readable. */
export function changedSettings(keptText: string, config: Config): string[] {
  const then = new Map(read(keptText).map((setting) => [setting.key, setting]))
  const now = new Map(
    writtenSettings(config)
      .filter(({ key }) => !NEVER_KEPT.includes(key))
      .map((setting) => [setting.key, setting]),
  )
  return [...new Set([...then.keys(), ...now.keys()])].sort().flatMap((key) => {
    const [was, is] = [then.get(key), now.get(key)]
    if (was && is && (was.text === null || was.text === is.text)) return []
    if (was?.secret || is?.secret) return [`${key}: ${was && is ? 'another one' : was ? 'is missing' : 'is new'}`]
    return [`${key}: was ${was ? was.text : 'not set'}, is ${is ? is.text : 'not set'}`]
  })
}

/** Kept settings as an environment file; a secret that was not kept is a line to be filled in. */
export function asEnvironmentFile(keptText: string): string {
  const lines = read(keptText).map(({ key, text }) =>
    text === null ? `# ${key}= was set; a backup without a passphrase keeps no secret` : `${key}=${quoted(text)}`,
  )
  return `${lines.join('\n')}\n`
}

function read(text: string): z.infer<typeof Kept> {
  try {
    return Kept.parse(JSON.parse(text))
  } catch {
    return []
  }
}

const quoted = (text: string) => (text.includes("'") ? JSON.stringify(text) : `'${text}'`)
