import { know } from '../messages/known.ts'

/** The pages around Today, by name. */
export const todayLinks = know({
  'today-links.name': 'More to look at',
  'today-links.today': 'Today',
  'today-links.review': 'Review',
  'today-links.cards': 'Cards',
  'today-links.goals': 'Goals',
  'today-links.achievements': 'Achievements',
  'today-links.progress': 'How it is going',
  'today-links.insights': 'What stands out',
  'today-links.reports': 'Reports',
  'today-links.learnt': 'What I have learnt about you',
  'today-links.reminders': 'Reminders',
  'today-links.phone': 'Phone',
})
