import type { Language } from '../language/stop-words.ts'
import type { Wish } from './wishes.ts'

/** What a tool is called on the page where it is switched on again, and the page and its part, as they are written there. */
const CALLED: Record<Wish['tool'], string> = {
  ...{ calculator: 'Sums and units', time: 'Dates and time zones', memory: 'Memories', settings: 'Settings by voice' },
}
const WORDING: Record<Language, string> = {
  en: '“{tool}” is switched off. You can switch it on again on the page “You”, under “What the companion may do”.',
  de: '„{tool}“ ist abgeschaltet. Einschalten lässt es sich auf der Seite „You“ unter „What the companion may do“.',
  fr: '« {tool} » est désactivé. On peut le réactiver sur la page « You », sous « What the companion may do ».',
  es: '«{tool}» está desactivado. Se puede volver a activar en la página «You», en «What the companion may do».',
}

/** What is said to a wish whose tool the learner has switched off: that it is, and where. Pure. */
export const switchedOff = (tool: Wish['tool'], language: Language): string =>
  WORDING[language].replace('{tool}', CALLED[tool])
