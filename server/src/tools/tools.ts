import type { Tools } from '@lva/contracts/tools'
import { createBox } from './box.ts'
import { calculate } from './calculate.ts'
import { createToolGuide } from './guide.ts'
import { permissionOf } from './permission.ts'
import { createRecall } from './recall.ts'
import { tellTime } from './tell-time.ts'
import type { CompanionTool, ToolDescription } from './tool.ts'
import { asksToForget } from './wishes.ts'

export type { CompanionTool, ToolDescription } from './tool.ts'

export type ToolKeeper = ReturnType<typeof createTools>

/** What only a learner's own words bring about, by rules; told with the others, and offered to no model. */
const LED: readonly ToolDescription[] = [
  {
    ...{ name: 'memory', title: 'tools.memory', effect: 'changes', reaches: 'house' },
    description: 'Remembers a sentence, tells what is remembered, and forgets it.',
  },
  {
    ...{ name: 'settings', title: 'tools.settings', effect: 'changes', reaches: 'house' },
    description: 'Speaks slower or faster, reads replies aloud, waits longer, and makes the page dark or light.',
  },
]

/**
 * What can be done in a turn besides speaking: by rules where a learner's own words ask for it (`guide`), and by a model that is offered what
 * only reads (`box`). `tools`: more that a model may be offered; `others`: tools of other servers, which come and go; `searches`: names of those
 * who are asked where words leave the house.
 */
export function createTools({
  tools,
  others,
  searches,
  settingsOf,
  byWord,
  ...needs
}: Omit<Parameters<typeof createBox>[0], 'all' | 'settingsOf'> &
  Parameters<typeof createToolGuide>[0] & {
    tools: readonly CompanionTool[]
    others: () => Promise<readonly CompanionTool[]>
    searches: () => readonly string[]
  }) {
  const own: readonly CompanionTool[] = [calculate, tellTime, createRecall(byWord.holding), ...tools]
  const all = async () => [...own, ...(await others())]

  return {
    box: createBox({ ...needs, all, settingsOf }),
    guide: createToolGuide({ ...needs, byWord, settingsOf }),
    asksToForget,

    /** Every tool there is, and when it is used for somebody. */
    async list(userId: string): Promise<Tools> {
      const [every, chosen] = await Promise.all([all(), settingsOf(userId)])
      const described = new Map<string, ToolDescription>([...every, ...LED].map((tool) => [tool.name, tool]))
      return {
        tools: [...described.values()].map(({ name, title, description, effect, reaches }) => ({
          ...{ name, title, description, effect, reaches },
          permission: permissionOf({ name, reaches }, chosen),
        })),
        sources: [...searches()],
        count: described.size,
      }
    },
  }
}
