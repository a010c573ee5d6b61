import type { Settings } from '@lva/contracts/accounts'
import type { Language } from '../language/stop-words.ts'
import type { Utterance } from './courtesies.ts'

/** Settings that are changed by asking for it. `by`: so much more or less than now. */
export type SettingWish =
  | { setting: 'speech_rate' | 'patience'; by: number }
  | { setting: 'speech_rate'; to: number }
  | { setting: 'speak_replies'; to: boolean }
  | { setting: 'theme'; to: Settings['theme'] }

type Name = 'slower' | 'faster' | 'normal' | 'aloud' | 'silent' | 'more-patient' | 'less-patient' | 'dark' | 'light'

const MEANS: Record<Name, SettingWish> = {
  slower: { setting: 'speech_rate', by: -0.15 },
  faster: { setting: 'speech_rate', by: 0.15 },
  normal: { setting: 'speech_rate', to: 1 },
  aloud: { setting: 'speak_replies', to: true },
  silent: { setting: 'speak_replies', to: false },
  'more-patient': { setting: 'patience', by: 0.25 },
  'less-patient': { setting: 'patience', by: -0.25 },
  dark: { setting: 'theme', to: 'dark' },
  light: { setting: 'theme', to: 'light' },
}

// Bounds of the contract; out of them nothing is changed.
const BOUNDS = { speech_rate: [0.5, 2], patience: [0, 1] } as const

/** Whole utterances, by language and comma. What asks for another way of answering, as a bare "slower", is a preference and not among them. */
const SAID: Record<Language, Record<Name, string>> = {
  en: {
    slower:
      'speak slower, speak more slowly, speak slowly, talk slower, talk more slowly, speak a bit slower, speak a little slower, talk a bit slower, read slower, talk a little slower, speak a little more slowly, speak more slowly from now on, slow down your voice',
    faster:
      'speak faster, talk faster, speak a bit faster, speak a little faster, talk a bit faster, speak more quickly, read faster',
    normal:
      'speak normally, speak at normal speed, talk at normal speed, speak at a normal speed, normal speed, speak at the normal speed',
    aloud:
      'read replies aloud, read the replies aloud, read your replies aloud, read answers aloud, read your answers aloud, read your answers out loud, read replies out loud, read aloud, read it aloud from now on, start reading aloud, turn on reading aloud',
    silent:
      "stop reading aloud, stop reading replies aloud, do not read aloud, don't read aloud, dont read aloud, stop reading out loud, turn off reading aloud, no more reading aloud",
    'more-patient':
      'be more patient, wait longer, wait longer before you answer, give me more time, give me more time to speak, wait a bit longer, have more patience',
    'less-patient':
      "be less patient, answer sooner, do not wait so long, don't wait so long, dont wait so long, wait less",
    dark: 'dark mode, switch to dark mode, turn on dark mode, use dark mode, change to dark mode, dark theme, switch to the dark theme, use the dark theme, make it dark',
    light:
      'light mode, switch to light mode, turn on light mode, use light mode, change to light mode, light theme, switch to the light theme, use the light theme, turn off dark mode',
  },
  de: {
    slower:
      'sprich langsamer, sprich bitte langsamer, sprich etwas langsamer, sprich bitte etwas langsamer, rede langsamer, sprich ein bisschen langsamer, langsamer sprechen, etwas langsamer sprechen, bitte etwas langsamer sprechen, bitte langsamer sprechen',
    faster:
      'sprich schneller, sprich bitte schneller, sprich etwas schneller, sprich bitte etwas schneller, rede schneller, sprich ein bisschen schneller, schneller sprechen, etwas schneller sprechen, bitte etwas schneller sprechen',
    normal:
      'sprich normal, sprich in normaler geschwindigkeit, sprich wieder normal, sprich normal schnell, normale geschwindigkeit',
    aloud:
      'lies die antworten vor, lies deine antworten vor, lies vor, antworten vorlesen, lies die antworten laut vor, lies mir die antworten vor',
    silent: 'hör auf vorzulesen, hör auf mit dem vorlesen, nicht mehr vorlesen, lies nicht mehr vor, vorlesen aus',
    'more-patient':
      'sei geduldiger, warte länger, warte länger bevor du antwortest, gib mir mehr zeit, hab mehr geduld',
    'less-patient': 'sei weniger geduldig, warte nicht so lange, antworte schneller nach mir',
    dark: 'dunkles design, dunkelmodus, schalte den dunkelmodus ein, dunkelmodus ein, dunkles thema, schalte auf dunkel, dunkler modus, dark mode',
    light:
      'helles design, hellmodus, schalte den hellmodus ein, hellmodus ein, helles thema, schalte auf hell, heller modus, schalte den dunkelmodus aus',
  },
  fr: {
    slower:
      'parle plus lentement, parlez plus lentement, parle moins vite, parle un peu plus lentement, parler plus lentement, parler un peu plus lentement, parler moins vite',
    faster:
      'parle plus vite, parlez plus vite, parle plus rapidement, parle un peu plus vite, parler plus vite, parler un peu plus vite',
    normal: 'parle à vitesse normale, parle normalement, vitesse normale, parle à une vitesse normale',
    aloud:
      'lis les réponses à voix haute, lis tes réponses à voix haute, lis à voix haute, lis-moi les réponses à voix haute',
    silent: 'arrête de lire à voix haute, ne lis plus à voix haute, arrête la lecture à voix haute',
    'more-patient':
      'sois plus patient, sois plus patiente, attends plus longtemps, donne-moi plus de temps, attends un peu plus longtemps',
    'less-patient': 'sois moins patient, sois moins patiente, attends moins longtemps',
    dark: 'mode sombre, passe en mode sombre, active le mode sombre, thème sombre, mets le mode sombre',
    light:
      'mode clair, passe en mode clair, active le mode clair, thème clair, mets le mode clair, désactive le mode sombre',
  },
  es: {
    slower:
      'habla más despacio, habla más lento, habla más lentamente, habla un poco más despacio, hable más despacio, hablar más despacio, hablar un poco más despacio',
    faster:
      'habla más rápido, habla más deprisa, habla un poco más rápido, hable más rápido, hablar más rápido, hablar un poco más rápido',
    normal: 'habla a velocidad normal, habla normal, velocidad normal, habla a una velocidad normal',
    aloud:
      'lee las respuestas en voz alta, lee tus respuestas en voz alta, lee en voz alta, léeme las respuestas en voz alta',
    silent: 'deja de leer en voz alta, no leas más en voz alta, para de leer en voz alta, no leas en voz alta',
    'more-patient':
      'ten más paciencia, sé más paciente, espera más, dame más tiempo, espera un poco más antes de responder',
    'less-patient': 'ten menos paciencia, sé menos paciente, no esperes tanto, espera menos',
    dark: 'modo oscuro, activa el modo oscuro, pon el modo oscuro, cambia al modo oscuro, tema oscuro',
    light:
      'modo claro, activa el modo claro, pon el modo claro, cambia al modo claro, tema claro, desactiva el modo oscuro',
  },
}

const BY_PHRASE: Record<Language, ReadonlyMap<string, SettingWish>> = {
  ...{ en: byPhrase('en'), de: byPhrase('de'), fr: byPhrase('fr'), es: byPhrase('es') },
}

function byPhrase(language: Language): Map<string, SettingWish> {
  return new Map(
    Object.entries(SAID[language]).flatMap(([name, list]) =>
      list.split(', ').map((phrase): [string, SettingWish] => [phrase, MEANS[name as Name]]),
    ),
  )
}

/** Which setting an utterance asks to change; null when the whole of it is not that. Pure. */
export function settingWishIn({ text, language, words }: Utterance): SettingWish | null {
  return text.length > 120 ? null : (BY_PHRASE[language].get(words.join(' ')) ?? null)
}

/** What a setting is then; null when it is so already, or as far as it goes. Pure. */
export function settled(wish: SettingWish, before: Settings): Partial<Settings> | null {
  if ('to' in wish) return before[wish.setting] === wish.to ? null : { [wish.setting]: wish.to }
  const [least, most] = BOUNDS[wish.setting]
  const to = Math.min(most, Math.max(least, Math.round((before[wish.setting] + wish.by) * 100) / 100))
  return to === before[wish.setting] ? null : { [wish.setting]: to }
}
