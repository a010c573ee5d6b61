import type { Language } from '../../language/stop-words.ts'
import type { DateUnit } from './calendar.ts'

/** How times and dates are told in a language; words in braces are filled in. */
export interface TimeWording {
  now: string
  nowIn: string
  afterwards: string
  today: string
  date: string
  was: string
  is: string
  until: [one: string, more: string]
  untilTime: [one: string, more: string]
  ago: [one: string, more: string]
  between: [one: string, more: string]
  and: string
  or: string
  week: string
  converted: string
  twice: string
  skipped: string
  ahead: [one: string, more: string]
  same: string
  which: string
  doYouMean: string
  unknownPlace: string
  noSuchDay: string
  beyond: string
  units: Record<DateUnit, [one: string, more: string]>
  spans: Record<'hour' | 'minute', [one: string, more: string]>
  /** Of a thing whose day is known but not its time, and of one nobody spoke of. */
  noTime: string
  nothingKnown: string
}

/** The wording of every language. */
export const TIME_WORDING: Record<Language, TimeWording> = {
  en: {
    now: 'It is {time}.',
    nowIn: 'In {place} it is {time} on {date}.',
    afterwards: 'Then it will be {time} on {date}.',
    today: 'Today is {date}.',
    date: 'That is {date}.',
    was: '{date} was a {weekday}.',
    is: '{date} is a {weekday}.',
    until: ['{count} is left until {date}.', '{count} are left until {date}.'],
    untilTime: ['{count} is left until {time}.', '{count} are left until {time}.'],
    spans: { hour: ['hour', 'hours'], minute: ['minute', 'minutes'] },
    ago: ['{date} was {count} ago.', '{date} was {count} ago.'],
    between: ['Between {date} and {other} lies {count}.', 'Between {date} and {other} lie {count}.'],
    ...{ and: ' and ', or: ' or ' },
    week: 'That is week {week} of {year}.',
    converted: '{time} in {from} is {there} in {to}, on {date}.',
    twice: 'On that day {time} comes twice in {from}: in {to} it is {there} or {again}, on {date}.',
    skipped: 'On that day there is no {time} in {from}: the clocks are put forward over it.',
    ahead: ['{from} is {count} ahead of {to} just now.', '{from} is {count} ahead of {to} just now.'],
    same: '{from} and {to} have the same time just now.',
    which: 'Which {name} do you mean: {choices}?',
    doYouMean: 'Do you mean {choices}?',
    unknownPlace: 'I do not know the time zone of {name}.',
    noSuchDay: 'There is no such day as {name}.',
    beyond: 'That is beyond the dates I can count.',
    units: {
      ...{ day: ['day', 'days'], week: ['week', 'weeks'], month: ['month', 'months'], year: ['year', 'years'] },
      'business-day': ['business day', 'business days'],
    },
    noTime: 'You told me: “{text}”. At what time, and where?',
    nothingKnown: 'You have not told me when {name} is. On which day, at what time, and where?',
  },
  de: {
    now: 'Es ist {time}.',
    nowIn: 'In {place} ist es {time} am {date}.',
    afterwards: 'Dann ist es {time} am {date}.',
    today: 'Heute ist {date}.',
    date: 'Das ist {date}.',
    was: 'Der {date} war ein {weekday}.',
    is: 'Der {date} ist ein {weekday}.',
    until: ['Bis {date} ist es noch {count}.', 'Bis {date} sind es noch {count}.'],
    untilTime: ['Bis {time} ist es noch {count}.', 'Bis {time} sind es noch {count}.'],
    spans: { hour: ['Stunde', 'Stunden'], minute: ['Minute', 'Minuten'] },
    ago: ['Seit {date} ist {count} vergangen.', 'Seit {date} sind {count} vergangen.'],
    between: [
      'Zwischen dem {date} und dem {other} liegt {count}.',
      'Zwischen dem {date} und dem {other} liegen {count}.',
    ],
    ...{ and: ' und ', or: ' oder ' },
    week: 'Das ist Kalenderwoche {week} von {year}.',
    converted: '{time} in {from} ist {there} in {to}, am {date}.',
    twice: 'An dem Tag kommt {time} in {from} zweimal vor: In {to} ist es dann {there} oder {again}, am {date}.',
    skipped: 'An dem Tag gibt es {time} in {from} nicht: Die Uhren werden darüber hinweg vorgestellt.',
    ahead: ['{from} ist {to} gerade {count} voraus.', '{from} ist {to} gerade {count} voraus.'],
    same: 'In {from} und {to} ist es gerade gleich spät.',
    which: 'Welches {name} meinst du: {choices}?',
    doYouMean: 'Meinst du {choices}?',
    unknownPlace: 'Die Zeitzone von {name} kenne ich nicht.',
    noSuchDay: 'Den Tag {name} gibt es nicht.',
    beyond: 'So weit kann ich keine Tage zählen.',
    units: {
      ...{ day: ['Tag', 'Tage'], week: ['Woche', 'Wochen'], month: ['Monat', 'Monate'], year: ['Jahr', 'Jahre'] },
      'business-day': ['Werktag', 'Werktage'],
    },
    noTime: 'Du hast mir gesagt: „{text}“. Um wie viel Uhr, und wo?',
    nothingKnown: 'Du hast mir nicht gesagt, wann {name} ist. An welchem Tag, um wie viel Uhr, und wo?',
  },
  fr: {
    now: 'Il est {time}.',
    nowIn: 'À {place}, il est {time}, le {date}.',
    afterwards: 'Il sera alors {time}, le {date}.',
    today: 'Nous sommes le {date}.',
    date: 'C’est le {date}.',
    was: 'Le {date} était un {weekday}.',
    is: 'Le {date} est un {weekday}.',
    until: ['Il reste {count} jusqu’au {date}.', 'Il reste {count} jusqu’au {date}.'],
    untilTime: ['Il reste {count} jusqu’à {time}.', 'Il reste {count} jusqu’à {time}.'],
    spans: { hour: ['heure', 'heures'], minute: ['minute', 'minutes'] },
    ago: ['Depuis le {date}, {count} a passé.', 'Depuis le {date}, {count} ont passé.'],
    between: ['Entre le {date} et le {other}, il y a {count}.', 'Entre le {date} et le {other}, il y a {count}.'],
    ...{ and: ' et ', or: ' ou ' },
    week: 'C’est la semaine {week} de {year}.',
    converted: '{time} à {from}, c’est {there} à {to}, le {date}.',
    twice: 'Ce jour-là, {time} revient deux fois à {from} : à {to} il est {there} ou {again}, le {date}.',
    skipped: 'Ce jour-là, {time} n’existe pas à {from} : les horloges avancent par-dessus.',
    ahead: ['{from} a {count} d’avance sur {to} en ce moment.', '{from} a {count} d’avance sur {to} en ce moment.'],
    same: '{from} et {to} ont la même heure en ce moment.',
    which: 'Quel {name} : {choices} ?',
    doYouMean: 'Tu veux dire {choices} ?',
    unknownPlace: 'Je ne connais pas le fuseau horaire de {name}.',
    noSuchDay: 'Le jour {name} n’existe pas.',
    beyond: 'Je ne peux pas compter des dates aussi lointaines.',
    units: {
      ...{ day: ['jour', 'jours'], week: ['semaine', 'semaines'], month: ['mois', 'mois'], year: ['an', 'ans'] },
      'business-day': ['jour ouvré', 'jours ouvrés'],
    },
    noTime: 'Tu m’as dit : « {text} ». À quelle heure, et où ?',
    nothingKnown: 'Tu ne m’as pas dit quand est {name}. Quel jour, à quelle heure, et où ?',
  },
  es: {
    now: 'Son las {time}.',
    nowIn: 'En {place} son las {time} del {date}.',
    afterwards: 'Entonces serán las {time} del {date}.',
    today: 'Hoy es {date}.',
    date: 'Es el {date}.',
    was: 'El {date} fue {weekday}.',
    is: 'El {date} es {weekday}.',
    until: ['Falta {count} para el {date}.', 'Faltan {count} para el {date}.'],
    untilTime: ['Falta {count} para las {time}.', 'Faltan {count} para las {time}.'],
    spans: { hour: ['hora', 'horas'], minute: ['minuto', 'minutos'] },
    ago: ['Desde el {date} ha pasado {count}.', 'Desde el {date} han pasado {count}.'],
    between: ['Entre el {date} y el {other} hay {count}.', 'Entre el {date} y el {other} hay {count}.'],
    ...{ and: ' y ', or: ' o ' },
    week: 'Es la semana {week} de {year}.',
    converted: 'Las {time} en {from} son las {there} en {to}, el {date}.',
    twice: 'Ese día las {time} llegan dos veces en {from}: en {to} son las {there} o las {again}, el {date}.',
    skipped: 'Ese día no existen las {time} en {from}: los relojes se adelantan.',
    ahead: ['{from} va {count} por delante de {to} ahora mismo.', '{from} va {count} por delante de {to} ahora mismo.'],
    same: '{from} y {to} tienen la misma hora ahora mismo.',
    which: '¿Qué {name}: {choices}?',
    doYouMean: '¿Quieres decir {choices}?',
    unknownPlace: 'No conozco la zona horaria de {name}.',
    noSuchDay: 'No existe el día {name}.',
    beyond: 'No puedo contar fechas tan lejanas.',
    units: {
      ...{ day: ['día', 'días'], week: ['semana', 'semanas'], month: ['mes', 'meses'], year: ['año', 'años'] },
      'business-day': ['día laborable', 'días laborables'],
    },
    noTime: 'Me dijiste: «{text}». ¿A qué hora, y dónde?',
    nothingKnown: 'No me has dicho cuándo es {name}. ¿Qué día, a qué hora y dónde?',
  },
}
