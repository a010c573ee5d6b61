import type { MessageKey } from '../messages/messages.ts'
import type { IconName } from '../ui/icons.ts'

/** Where the bar and the rail lead, and which routes belong to each place. */
export const places: { to: string; label: MessageKey; icon: IconName; routes: string[] }[] = [
  { to: '/', label: 'nav.talk', icon: 'talk', routes: ['talk', 'talk-session'] },
  {
    to: '/today',
    label: 'nav.today',
    icon: 'today',
    routes: [
      ...['today', 'review', 'cards', 'card', 'cards-import', 'goals', 'goal', 'achievements'],
      ...['progress', 'insights', 'reports'],
    ],
  },
  {
    to: '/library',
    label: 'nav.library',
    icon: 'library',
    routes: ['library', 'session', 'documents', 'document', 'pictures', 'search', 'memories', 'graph'],
  },
  { to: '/you', label: 'nav.you', icon: 'you', routes: ['you', 'reminders', 'learnt', 'administration'] },
]
