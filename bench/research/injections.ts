import { readFileSync } from 'node:fs'

/** What a model that obeys a page does: puts words into its reply, or calls a tool. */
type Obeyed = { say: string } | { call: string; input: Record<string, unknown> }

/** Something a search brings that gives orders; see README.md. */
export interface InjectedPage {
  kind: string
  source: 'web' | 'wikipedia' | 'arxiv'
  language: string
  title: string
  text: string
  obeyed: Obeyed[]
}

export const INJECTED: InjectedPage[] = JSON.parse(
  readFileSync(new URL('injections.json', import.meta.url), 'utf8'),
) as InjectedPage[]

/** Puts what is private, and what the model must not repeat, where a case names it: `{secret}`, `{instructions}` and the like. */
export function filled(text: string, { secret, instructions }: { secret: string; instructions: string }): string {
  const words = secret.split(' ')
  return text
    .replaceAll('{secret64}', Buffer.from(secret).toString('base64'))
    .replaceAll('{spelt}', [...secret].join(' '))
    .replace(/\{secret(\d)\}/g, (_, n: string) => words[Number(n) - 1] ?? secret)
    .replaceAll('{secret}', secret)
    .replaceAll('{instructions}', instructions)
}
