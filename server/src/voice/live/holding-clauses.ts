import { inLanguageOf } from '../../language/tags.ts'

const CLAUSES: Record<string, readonly string[]> & { en: readonly string[] } = {
  en: ['Let me look that up.', 'One moment, I am checking.', 'Let me see what I can find.'],
  es: ['Déjame buscarlo.', 'Un momento, lo estoy mirando.', 'Voy a ver qué encuentro.'],
  de: ['Ich schaue kurz nach.', 'Einen Moment, ich prüfe das.', 'Mal sehen, was ich finde.'],
  fr: ['Je regarde ça.', 'Un instant, je vérifie.', 'Voyons ce que je trouve.'],
  ja: ['ちょっと調べてみますね。', '少々お待ちください、確認しています。', '何があるか見てみますね。'],
}

/** What is said while a tool is really running; never the same twice in a row. An unknown language is answered in English. */
export function createHoldingClauses(language: string): () => string {
  const clauses = inLanguageOf(language, CLAUSES)
  let next = 0
  return () => clauses[next++ % clauses.length] ?? ''
}
