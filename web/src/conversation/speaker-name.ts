import type { AnsweredBy } from '@lva/contracts/conversation'
import { t } from '../messages/messages.ts'
import './messages.en.ts'

/** Vendors by the name people know; others keep the name the operator gave them. */
const VENDORS: Record<string, string> = { anthropic: 'Claude (Anthropic)', openai: 'OpenAI' }

/** What leads turns by rules, without a model: all of it is the companion. */
const OURS = ['companion', 'tools', 'review', 'lesson', 'farewell']
export const isOurs = (provider?: string) => OURS.includes(provider ?? '')

/** Who speaks, named so that nobody takes the built-in companion for a model, nor a model for it. */
export function speakerName(answeredBy: AnsweredBy | null): string {
  if (!answeredBy) return t('speaker.unknown')
  if (isOurs(answeredBy.provider)) return t('speaker.companion')
  return VENDORS[answeredBy.provider] ?? answeredBy.provider
}
