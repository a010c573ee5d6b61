import type { MessageKey } from '../messages/messages.ts'
import type { IconName } from '../ui/icons.ts'

/** Where the bar and the rail lead, and which pages belong to each place, by the beginning of their names. */
export const places: { to: string; label: MessageKey; icon: IconName; routes: string[] }[] = [
  { to: '/', label: 'nav.talk', icon: 'talk', routes: ['talk', 'talk-session'] },
  { to: '/today', label: 'nav.today', icon: 'today', routes: ['today'] },
  { to: '/library', label: 'nav.library', icon: 'library', routes: ['library', 'session'] },
  { to: '/you', label: 'nav.you', icon: 'you', routes: ['you'] },
]

/** Whether a page lies in a place, for those who cannot see it. */
export const currentIn = ({ routes }: { routes: string[] }, name: string) =>
  routes.includes(name.split('/')[0] ?? '') ? 'page' : undefined
