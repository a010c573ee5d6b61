import type { Language } from '../language/stop-words.ts'

/** How what was remembered, forgotten and set is told in a language; words in braces are filled in. */
export interface ToolWording {
  remembered: string
  memoriesOff: string
  told: string
  nothingTold: string
  nothingAtAll: string
  forgotten: string
  noSuchMemory: string
  which: string
  list: [first: string, between: string, last: string]
  /** Behind what was told on another day. */
  saidOn: string
  slower: string
  faster: string
  normal: string
  aloud: string
  silent: string
  morePatient: string
  lessPatient: string
  theme: Record<'light' | 'dark' | 'system', string>
  already: string
}

/** The wording of every language. */
export const TOOL_WORDING: Record<Language, ToolWording> = {
  en: {
    remembered: 'I will remember: “{what}”.',
    memoriesOff: 'You have switched off that I remember things, so I will not keep this.',
    told: 'You told me: {list}.',
    nothingTold: 'I remember nothing about {what}.',
    nothingAtAll: 'I remember nothing about you yet.',
    forgotten: 'I have forgotten “{what}”. If that was wrong, say “remember that” and the sentence.',
    noSuchMemory: 'I remember nothing like “{what}”.',
    which: 'There are several: {list}. Say “forget that” and the words of the one you mean.',
    list: ['“{text}”', ', ', ' and '],
    saidOn: ' (said on {date})',
    slower: 'I speak more slowly from now on.',
    faster: 'I speak faster from now on.',
    normal: 'I speak at normal speed from now on.',
    aloud: 'I read replies aloud from now on.',
    silent: 'I no longer read replies aloud.',
    morePatient: 'I wait longer from now on.',
    lessPatient: 'I wait less from now on.',
    theme: {
      dark: 'The page is dark from now on.',
      light: 'The page is light from now on.',
      system: 'The page follows your device from now on.',
    },
    already: 'That is so already.',
  },
  de: {
    remembered: 'Ich merke mir: „{what}“.',
    memoriesOff: 'Du hast abgeschaltet, dass ich mir etwas merke, also behalte ich das nicht.',
    told: 'Du hast mir gesagt: {list}.',
    nothingTold: 'Über {what} habe ich mir nichts gemerkt.',
    nothingAtAll: 'Über dich habe ich mir noch nichts gemerkt.',
    forgotten: 'Ich habe „{what}“ vergessen. Wenn das falsch war, sag „merk dir, dass“ und den Satz.',
    noSuchMemory: 'So etwas wie „{what}“ habe ich mir nicht gemerkt.',
    which: 'Es gibt mehreres: {list}. Sag „vergiss, dass“ und die Worte, die du meinst.',
    list: ['„{text}“', ', ', ' und '],
    saidOn: ' (gesagt am {date})',
    slower: 'Ich spreche ab jetzt langsamer.',
    faster: 'Ich spreche ab jetzt schneller.',
    normal: 'Ich spreche ab jetzt in normaler Geschwindigkeit.',
    aloud: 'Ich lese Antworten ab jetzt vor.',
    silent: 'Ich lese Antworten nicht mehr vor.',
    morePatient: 'Ich warte ab jetzt länger.',
    lessPatient: 'Ich warte ab jetzt kürzer.',
    theme: {
      dark: 'Die Seite ist ab jetzt dunkel.',
      light: 'Die Seite ist ab jetzt hell.',
      system: 'Die Seite folgt ab jetzt deinem Gerät.',
    },
    already: 'Das ist schon so.',
  },
  fr: {
    remembered: 'Je retiens : « {what} ».',
    memoriesOff: 'Tu as désactivé ma mémoire, je ne garde donc pas cela.',
    told: 'Tu m’as dit : {list}.',
    nothingTold: 'Je n’ai rien retenu sur {what}.',
    nothingAtAll: 'Je n’ai encore rien retenu sur toi.',
    forgotten: 'J’ai oublié « {what} ». Si c’était une erreur, dis « retiens que » et la phrase.',
    noSuchMemory: 'Je n’ai rien retenu comme « {what} ».',
    which: 'Il y en a plusieurs : {list}. Dis « oublie que » et les mots de celle que tu veux.',
    list: ['« {text} »', ', ', ' et '],
    saidOn: ' (dit le {date})',
    slower: 'Je parle plus lentement désormais.',
    faster: 'Je parle plus vite désormais.',
    normal: 'Je parle à vitesse normale désormais.',
    aloud: 'Je lis les réponses à voix haute désormais.',
    silent: 'Je ne lis plus les réponses à voix haute.',
    morePatient: 'J’attends plus longtemps désormais.',
    lessPatient: 'J’attends moins longtemps désormais.',
    theme: {
      dark: 'La page est sombre désormais.',
      light: 'La page est claire désormais.',
      system: 'La page suit ton appareil désormais.',
    },
    already: 'C’est déjà le cas.',
  },
  es: {
    remembered: 'Recordaré: «{what}».',
    memoriesOff: 'Has desactivado que recuerde cosas, así que no lo guardo.',
    told: 'Me dijiste: {list}.',
    nothingTold: 'No recuerdo nada de {what}.',
    nothingAtAll: 'Todavía no recuerdo nada de ti.',
    forgotten: 'He olvidado «{what}». Si fue un error, di «recuerda que» y la frase.',
    noSuchMemory: 'No recuerdo nada como «{what}».',
    which: 'Hay varias: {list}. Di «olvida que» y las palabras de la que quieres.',
    list: ['«{text}»', ', ', ' y '],
    saidOn: ' (dicho el {date})',
    slower: 'Desde ahora hablo más despacio.',
    faster: 'Desde ahora hablo más rápido.',
    normal: 'Desde ahora hablo a velocidad normal.',
    aloud: 'Desde ahora leo las respuestas en voz alta.',
    silent: 'Ya no leo las respuestas en voz alta.',
    morePatient: 'Desde ahora espero más.',
    lessPatient: 'Desde ahora espero menos.',
    theme: {
      dark: 'La página es oscura desde ahora.',
      light: 'La página es clara desde ahora.',
      system: 'La página sigue a tu dispositivo desde ahora.',
    },
    already: 'Ya es así.',
  },
}
