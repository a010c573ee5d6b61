import { useAccount } from '../accounts/account.ts'
import { showTheme, type Theme } from '../look/theme.ts'
import { t } from '../messages/messages.ts'
import { useRouter } from '../navigation/navigation.ts'
import { attempt } from '../ui/attempt.ts'
import type { IconName } from '../ui/icons.ts'
import { todayLinks } from './today-links.ts'
import '../library/learnt-links.en.ts'
import '../library/messages.en.ts'
import './today-links.en.ts'

export type Command = { label: string; icon: IconName; run: () => unknown }

/** What can be done from anywhere. `showKeys` opens the list of keys. */
export function useCommands({ showKeys }: { showKeys: () => void }): Command[] {
  const router = useRouter()
  const account = useAccount()

  const theme = (choice: Theme) => () => {
    showTheme(choice)
    return attempt(() => account.change({ settings: { theme: choice } }))
  }

  return [
    { label: t('command.new'), icon: 'plus', run: () => router.push('/talk') },
    { label: t('command.search'), icon: 'search', run: () => router.push('/search') },
    ...todayLinks.map(({ to, label, icon }) => ({ label: t(label), icon, run: () => router.push(to) })),
    { label: t('command.library'), icon: 'library', run: () => router.push('/library') },
    { label: t('learnt.memories'), icon: 'keep', run: () => router.push('/memories') },
    { label: t('learnt.graph'), icon: 'note', run: () => router.push('/graph') },
    { label: t('command.you'), icon: 'you', run: () => router.push('/you') },
    { label: t('today-links.phone'), icon: 'device', run: () => router.push('/you/phone') },
    { label: t('command.light'), icon: 'sun', run: theme('light') },
    { label: t('command.dark'), icon: 'moon', run: theme('dark') },
    { label: t('command.system'), icon: 'device', run: theme('system') },
    { label: t('command.keys'), icon: 'keyboard', run: showKeys },
    { label: t('command.sign-out'), icon: 'sign-out', run: () => attempt(account.signOut) },
  ]
}
