import { know } from '../messages/known.ts'

/** Personal access tokens. */
export const tokens = know({
  'tokens.title': 'Personal access tokens',
  'tokens.text':
    'For scripts and programs of your own, in place of your password. Changing your password revokes them.',
  'tokens.none': 'There is none.',
  'tokens.make': 'Make a token',
  'tokens.make.title': 'Make a personal access token',
  'tokens.make.do': 'Make it',
  'tokens.name': 'What is it for?',
  'tokens.read': 'Read',
  'tokens.read.hint': 'All you can see here: sessions, memories, documents, goals and statistics.',
  'tokens.write': 'Write',
  'tokens.write.hint': 'Say things, correct and remove them.',
  'tokens.admin': 'Administer',
  'tokens.admin.hint': 'What administrators may do.',
  'tokens.days': 'Good for',
  'tokens.days.count': { one: '{count} day', other: '{count} days' },
  'tokens.password': 'Current password',
  'tokens.scopes.none': 'Choose at least one thing it may do.',
  'tokens.made': 'Copy it now. It is not shown again.',
  'tokens.copy': 'Copy',
  'tokens.copied': 'Copied.',
  'tokens.copy.failed': 'This browser does not let the page copy. Select the token and copy it yourself.',
  'tokens.about': 'May {scopes}. Good until {when}.',
  'tokens.expired': 'Expired {when}.',
  'tokens.used': 'Last used {when}.',
  'tokens.unused': 'Never used.',
  'tokens.revoke': 'Revoke',
  'tokens.revoke.named': 'Revoke {name}',
  'tokens.revoked': '{name} is revoked.',
})
