import { t } from '../messages/messages.ts'
import './messages.en.ts'

/** A provider as people call it: what is no vendor's name is said in words. */
export function providerName(name: string): string {
  if (name === 'companion') return t('admin.provider.companion')
  return name === 'command' ? t('admin.provider.command') : name
}
