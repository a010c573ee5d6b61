import { know } from '../messages/known.ts'

/** What the companion may do besides speaking. */
export const tools = know({
  'tools.title': 'What the companion may do',
  'tools.look-up': 'Looking things up outside',
  'tools.look-up.when-asked': 'On request',
  'tools.look-up.always': 'When it helps',
  'tools.look-up.never': 'Never',
  'tools.leaves.when-asked':
    'Only when you ask to look something up. Then only words you said in that conversation leave, and general ones such as “study”, to: {names}.',
  'tools.leaves.always':
    'Whenever the companion thinks it helps. Only words you said in that conversation leave, and general ones such as “study”, to: {names}.',
  'tools.no-model':
    '“When it helps” needs a language model, and this server has none. Until then it is the same as “On request”.',
  'tools.leaves.never': 'Nothing leaves. The companion says what it knows, and that it looks nothing up.',
  'tools.leaves.nobody': 'Nothing leaves: whoever runs this server has set up nowhere to look things up.',
  'tools.each': 'Besides speaking',
  'tools.calculator': 'Sums and units',
  'tools.calculator.hint': 'Worked out here, not guessed.',
  'tools.time': 'Dates and time zones',
  'tools.time.hint': 'Looked up in the calendar of this server.',
  'tools.memory': 'Memories',
  'tools.memory.hint': 'Remembers, recalls and forgets when you say so.',
  'tools.settings': 'Settings by voice',
  'tools.settings.hint': 'Such as “speak slower” or “dark mode”.',
  'tools.other.no-model': 'It needs a language model, and this server has none.',
  'tools.other.hint': 'A tool server of others. What you said may be sent there.',
})
