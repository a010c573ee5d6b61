import type { MessageKey } from '../messages/messages.ts'
import type { IconName } from '../ui/icons.ts'
import './today-links.en.ts'

/** The pages around Today: it leads to them, and so do the palette and, after `g`, their keys. */
export const todayLinks: { to: string; label: MessageKey; icon: IconName; key: string }[] = [
  { to: '/today', label: 'today-links.today', icon: 'today', key: 't' },
  { to: '/review', label: 'today-links.review', icon: 'again', key: 'r' },
  { to: '/cards', label: 'today-links.cards', icon: 'keep', key: 'c' },
  { to: '/goals', label: 'today-links.goals', icon: 'end', key: 'o' },
  { to: '/achievements', label: 'today-links.achievements', icon: 'keep', key: 'a' },
  { to: '/progress', label: 'today-links.progress', icon: 'check', key: 'i' },
  { to: '/insights', label: 'today-links.insights', icon: 'note', key: 'n' },
  { to: '/reports', label: 'today-links.reports', icon: 'download', key: 'p' },
  { to: '/you/learnt', label: 'today-links.learnt', icon: 'you', key: 'b' },
  { to: '/you/reminders', label: 'today-links.reminders', icon: 'clock', key: 'm' },
]
