import type { z } from 'zod'
import type { Setting } from './setting.ts'
import { ACCOUNTS, NETWORK, QUOTAS } from './settings/accounts.ts'
import { CONVERSATION } from './settings/conversation.ts'
import { OPERATIONS } from './settings/operations.ts'
import { PRIVACY } from './settings/privacy.ts'
import { PROVIDERS } from './settings/providers.ts'
import { SERVING } from './settings/serving.ts'
import { TELEPHONY } from './settings/telephony.ts'

/** Every setting under the heading operators find it by, in the order of the documentation. */
export const SECTIONS = {
  Server: SERVING,
  Accounts: ACCOUNTS,
  Quotas: QUOTAS,
  Network: NETWORK,
  'Models and speech': PROVIDERS,
  Conversation: CONVERSATION,
  Privacy: PRIVACY,
  Telephone: TELEPHONY,
  'Backups, mail and monitoring': OPERATIONS,
} as const

/** Every setting by its key. */
export const SETTINGS = {
  ...SERVING,
  ...ACCOUNTS,
  ...QUOTAS,
  ...NETWORK,
  ...PROVIDERS,
  ...CONVERSATION,
  ...PRIVACY,
  ...TELEPHONY,
  ...OPERATIONS,
}

/** The name of a setting in the environment. */
export type Key = keyof typeof SETTINGS

/** The settings as pairs, for going over all of them. */
export const ENTRIES = Object.entries(SETTINGS) as [Key, Setting][]

/** Every setting's value as its setting reads it. */
export type Values = { readonly [Name in Key]: z.output<(typeof SETTINGS)[Name]['value']> }
