import type { MessageKey } from '../messages/messages.ts'
import type { IconName } from '../ui/icons.ts'
import '../messages/rooms.en.ts'

/** The rooms around Today: it leads to them, and so do the palette and, after `g`, their keys. */
export const rooms: { to: string; label: MessageKey; icon: IconName; key: string }[] = [
  { to: '/today', label: 'rooms.today', icon: 'today', key: 't' },
  { to: '/review', label: 'rooms.review', icon: 'again', key: 'r' },
  { to: '/cards', label: 'rooms.cards', icon: 'keep', key: 'c' },
  { to: '/goals', label: 'rooms.goals', icon: 'end', key: 'o' },
  { to: '/achievements', label: 'rooms.achievements', icon: 'keep', key: 'a' },
  { to: '/progress', label: 'rooms.progress', icon: 'check', key: 'i' },
  { to: '/insights', label: 'rooms.insights', icon: 'note', key: 'n' },
  { to: '/reports', label: 'rooms.reports', icon: 'download', key: 'p' },
  { to: '/you/learnt', label: 'rooms.learnt', icon: 'you', key: 'b' },
  { to: '/you/reminders', label: 'rooms.reminders', icon: 'clock', key: 'm' },
]
