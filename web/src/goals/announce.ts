import type { AchievementEarned } from '@lva/contracts/goals'
import type { z } from 'zod'
import { t } from '../messages/messages.ts'
import { notices } from '../ui/notices.ts'
import './messages.en.ts'

type Earned = z.infer<typeof AchievementEarned>

/** Says that something was earned, wherever one is, with a way to look at it. */
export function announce({ title, points }: Earned, see: () => void) {
  notices.say(t('goals.achievements.said', { title, points }), {
    action: { label: t('goals.achievements.see'), run: see },
  })
}
