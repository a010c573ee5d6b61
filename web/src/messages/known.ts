/** One text, or its plural forms by Intl's categories. */
export type Message = string | (Partial<Record<Intl.LDMLPluralRule, string>> & { other: string })

/** The texts that are here so far: each part of the app brings its own. */
export const known: Record<string, Message> = {}

/** Adds the texts of one part of the app; whoever speaks with them imports their file. */
export function know<const Texts extends Record<string, Message>>(texts: Texts): Texts {
  Object.assign(known, texts)
  return texts
}
