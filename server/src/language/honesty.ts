import { inLanguageOf } from './tags.ts'

/** What is said in place of something that has no ground, and when the companion was made to tell its instructions. */
interface Honesty {
  nothing: string
  instructions: string
}

const HONESTY: Record<string, Honesty> & { en: Honesty } = {
  en: { nothing: 'I find nothing about that in what you told me.', instructions: 'That is not mine to repeat.' },
  de: {
    nothing: 'Dazu finde ich nichts in dem, was du mir erzählt hast.',
    instructions: 'Das gebe ich nicht wieder.',
  },
  es: {
    nothing: 'No encuentro nada sobre eso en lo que me contaste.',
    instructions: 'Eso no me corresponde repetirlo.',
  },
  fr: {
    nothing: 'Je ne trouve rien à ce sujet dans ce que tu m’as dit.',
    instructions: 'Ce n’est pas à moi de le répéter.',
  },
  ja: {
    nothing: 'それについては、これまでのお話の中に見つかりません。',
    instructions: 'それは繰り返せません。',
  },
}

/** The honest words in a language (BCP 47, or its first part); English where there are none. */
export const honestyIn = (language: string): Honesty => inLanguageOf(language, HONESTY)
