import { know } from './known.ts'

/** The rooms around Today, by name. */
export const rooms = know({
  'rooms.name': 'More to look at',
  'rooms.today': 'Today',
  'rooms.review': 'Review',
  'rooms.cards': 'Cards',
  'rooms.goals': 'Goals',
  'rooms.achievements': 'Achievements',
  'rooms.progress': 'How it is going',
  'rooms.insights': 'What stands out',
  'rooms.reports': 'Reports',
  'rooms.learnt': 'What I have learnt about you',
  'rooms.reminders': 'Reminders',
  'rooms.phone': 'Phone',
})
