import type { Language } from '../../language/stop-words.ts'
import type { Refusal } from './refused.ts'

/** How sums are asked for and answered in a language. Phrases are in lower case, several by comma; `{}` is the sum. */
export interface SumWording {
  /** What a sum is asked for with. */
  leads: string
  /** "How many {unit} are {sum}": what stands before the unit, and between both. */
  howMany: string
  between: string
  /** "{part} is what percent of {whole}", and the other way round. */
  whatPercent: string
  percentOf: [before: string, between: string]
  is: string
  isAbout: string
  are: string
  areAbout: string
  /** A fraction and its decimal places, exactly and about. */
  fraction: [exactly: string, roughly: string]
  refused: Record<Refusal, string>
  /** Sums that are asked for as something to do; `turned`: what is said first comes last. */
  commands: ReadonlyArray<{ verb: string; between: string; operator: '+' | '-' | '*' | '/'; turned?: true }>
  /** Times and money, by symbol, as they are said. */
  times: Record<string, [one: string, more: string]>
}

/** The wording of every language. */
export const SUM_WORDING: Record<Language, SumWording> = {
  en: {
    leads:
      "what is, what's, whats, what are, how much is, how much are, how much makes, calculate, compute, work out, convert, evaluate, what does, what",
    howMany: 'how many',
    between: 'is, are, are in, are there in, is in, in, make, makes',
    whatPercent: 'is what percent of, is what percentage of, is what per cent of',
    percentOf: ['what percent of, what percentage of', 'is'],
    is: '{what} is {result}.',
    isAbout: '{what} is about {result}.',
    are: '{what} is {result}.',
    areAbout: '{what} is about {result}.',
    fraction: ['{fraction}, or {decimal}', '{fraction}, or about {decimal}'],
    commands: [
      { verb: 'multiply', between: 'by', operator: '*' },
      { verb: 'multiply', between: 'and', operator: '*' },
      { verb: 'divide', between: 'by', operator: '/' },
      { verb: 'add', between: 'and', operator: '+' },
      { verb: 'add', between: 'to', operator: '+' },
      { verb: 'subtract', between: 'from', operator: '-', turned: true },
    ],
    times: {
      ms: ['millisecond', 'milliseconds'],
      s: ['second', 'seconds'],
      min: ['minute', 'minutes'],
      h: ['hour', 'hours'],
      d: ['day', 'days'],
      wk: ['week', 'weeks'],
      $: ['dollar', 'dollars'],
      '€': ['euro', 'euros'],
    },
    refused: {
      'too-long': 'That sum is too long for me.',
      'too-deep': 'That sum has too many brackets for me.',
      'too-big': 'That number is too big for me.',
      'by-zero': 'Nothing can be divided by zero.',
      'not-real': 'No real number is the answer to that.',
      inexact: 'I cannot work that out exactly enough.',
      'not-whole': 'Only whole numbers from zero have a factorial.',
      units: 'Those units do not measure the same thing.',
      unreadable: 'I cannot read that as a sum.',
      ambiguous: 'I cannot tell which mark is the decimal point in that number.',
    },
  },
  de: {
    leads:
      'was ist, was sind, was ergibt, was ergeben, was macht, wie viel ist, wieviel ist, wie viel sind, wieviel sind, wie viel ergibt, wie viel macht, berechne, rechne, rechne aus, wandle',
    howMany: 'wie viele, wieviele, wie viel, wieviel',
    between: 'sind, ist, sind in, hat, haben, ergeben, sind es in',
    whatPercent: 'sind wie viel prozent von, ist wie viel prozent von',
    percentOf: ['wie viel prozent von, wieviel prozent von', 'sind, ist'],
    is: '{what} ergibt {result}.',
    isAbout: '{what} ergibt etwa {result}.',
    are: '{what} sind {result}.',
    areAbout: '{what} sind etwa {result}.',
    fraction: ['{fraction}, also {decimal}', '{fraction}, also etwa {decimal}'],
    commands: [
      { verb: 'multipliziere', between: 'mit', operator: '*' },
      { verb: 'teile', between: 'durch', operator: '/' },
      { verb: 'dividiere', between: 'durch', operator: '/' },
      { verb: 'addiere', between: 'und', operator: '+' },
      { verb: 'subtrahiere', between: 'von', operator: '-', turned: true },
    ],
    times: {
      ms: ['Millisekunde', 'Millisekunden'],
      s: ['Sekunde', 'Sekunden'],
      min: ['Minute', 'Minuten'],
      h: ['Stunde', 'Stunden'],
      d: ['Tag', 'Tage'],
      wk: ['Woche', 'Wochen'],
      $: ['Dollar', 'Dollar'],
      '€': ['Euro', 'Euro'],
    },
    refused: {
      'too-long': 'Diese Rechnung ist mir zu lang.',
      'too-deep': 'Diese Rechnung hat mir zu viele Klammern.',
      'too-big': 'Diese Zahl ist mir zu groß.',
      'by-zero': 'Durch null lässt sich nichts teilen.',
      'not-real': 'Dafür gibt es keine reelle Zahl.',
      inexact: 'Das kann ich nicht genau genug ausrechnen.',
      'not-whole': 'Nur ganze Zahlen ab null haben eine Fakultät.',
      units: 'Diese Einheiten messen nicht dasselbe.',
      unreadable: 'Das kann ich nicht als Rechnung lesen.',
      ambiguous: 'In dieser Zahl kann ich das Komma nicht sicher erkennen.',
    },
  },
  fr: {
    leads:
      "combien font, combien fait, combien ça fait, combien vaut, calcule, calculez, convertis, convertissez, que vaut, quelle est, quel est, qu'est-ce que, c'est quoi, ça fait combien",
    howMany: 'combien de',
    between: 'font, fait, dans, y a-t-il dans, représentent, il y a dans',
    whatPercent: 'est quel pourcentage de',
    percentOf: ['quel pourcentage de', 'est, font'],
    is: '{what}, cela fait {result}.',
    isAbout: '{what}, cela fait environ {result}.',
    are: '{what} font {result}.',
    areAbout: '{what} font environ {result}.',
    fraction: ['{fraction}, soit {decimal}', '{fraction}, soit environ {decimal}'],
    commands: [
      { verb: 'multiplie', between: 'par', operator: '*' },
      { verb: 'divise', between: 'par', operator: '/' },
      { verb: 'additionne', between: 'et', operator: '+' },
      { verb: 'ajoute', between: 'à', operator: '+' },
      { verb: 'soustrais', between: 'de', operator: '-', turned: true },
    ],
    times: {
      ms: ['milliseconde', 'millisecondes'],
      s: ['seconde', 'secondes'],
      min: ['minute', 'minutes'],
      h: ['heure', 'heures'],
      d: ['jour', 'jours'],
      wk: ['semaine', 'semaines'],
      $: ['dollar', 'dollars'],
      '€': ['euro', 'euros'],
    },
    refused: {
      'too-long': 'Ce calcul est trop long pour moi.',
      'too-deep': 'Ce calcul a trop de parenthèses pour moi.',
      'too-big': 'Ce nombre est trop grand pour moi.',
      'by-zero': 'On ne peut rien diviser par zéro.',
      'not-real': 'Aucun nombre réel ne convient.',
      inexact: 'Je ne peux pas calculer cela assez précisément.',
      'not-whole': 'Seuls les nombres entiers à partir de zéro ont une factorielle.',
      units: 'Ces unités ne mesurent pas la même chose.',
      unreadable: 'Je ne peux pas lire cela comme un calcul.',
      ambiguous: 'Je ne sais pas où est la virgule dans ce nombre.',
    },
  },
  es: {
    leads:
      'cuánto es, cuánto son, cuanto es, cuanto son, cuánto da, cuánto hace, cuánto vale, calcula, calcule, convierte, qué es, cuál es',
    howMany: 'cuántos, cuántas, cuantos, cuantas',
    between: 'son, es, hay en, tiene, tienen',
    whatPercent: 'es qué porcentaje de, son qué porcentaje de',
    percentOf: ['qué porcentaje de', 'es, son'],
    is: '{what} es {result}.',
    isAbout: '{what} es aproximadamente {result}.',
    are: '{what} son {result}.',
    areAbout: '{what} son aproximadamente {result}.',
    fraction: ['{fraction}, o sea {decimal}', '{fraction}, o sea aproximadamente {decimal}'],
    commands: [
      { verb: 'multiplica', between: 'por', operator: '*' },
      { verb: 'divide', between: 'entre', operator: '/' },
      { verb: 'divide', between: 'por', operator: '/' },
      { verb: 'suma', between: 'y', operator: '+' },
      { verb: 'resta', between: 'de', operator: '-', turned: true },
    ],
    times: {
      ms: ['milisegundo', 'milisegundos'],
      s: ['segundo', 'segundos'],
      min: ['minuto', 'minutos'],
      h: ['hora', 'horas'],
      d: ['día', 'días'],
      wk: ['semana', 'semanas'],
      $: ['dólar', 'dólares'],
      '€': ['euro', 'euros'],
    },
    refused: {
      'too-long': 'Ese cálculo es demasiado largo para mí.',
      'too-deep': 'Ese cálculo tiene demasiados paréntesis para mí.',
      'too-big': 'Ese número es demasiado grande para mí.',
      'by-zero': 'No se puede dividir entre cero.',
      'not-real': 'Ningún número real es la respuesta.',
      inexact: 'No puedo calcularlo con suficiente precisión.',
      'not-whole': 'Solo los números enteros desde cero tienen factorial.',
      units: 'Esas unidades no miden lo mismo.',
      unreadable: 'No puedo leer eso como un cálculo.',
      ambiguous: 'No sé cuál es la coma decimal en ese número.',
    },
  },
}
