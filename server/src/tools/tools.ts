import type { Settings } from '@lva/contracts/accounts'
import type { Tools } from '@lva/contracts/tools'
import { createBox } from './box.ts'
import { permissionOf } from './permission.ts'
import type { CompanionTool, ToolDescription } from './tool.ts'

export type { CompanionTool, ToolAnswer, ToolDescription } from './tool.ts'

export type ToolKeeper = ReturnType<typeof createTools>

/**
 * What can be done in a turn besides speaking. `tools`: those of the house that a model may be offered; `led`: what only a learner's own words
 * bring about, by rules; `others`: tools of other servers, which come and go; `searches`: names of those who are asked where words leave the
 * house.
 */
export function createTools({
  tools,
  led = [],
  others = async () => [],
  searches = () => [],
  settingsOf,
  ...needs
}: Omit<Parameters<typeof createBox>[0], 'all'> & {
  tools: readonly CompanionTool[]
  led?: readonly ToolDescription[]
  others?: () => Promise<readonly CompanionTool[]>
  searches?: () => readonly string[]
  settingsOf: (userId: string) => Promise<Settings>
}) {
  const all = async () => [...tools, ...(await others())]

  return {
    box: createBox({ ...needs, all, settingsOf }),

    /** Every tool there is, and when it is used for somebody. */
    async list(userId: string): Promise<Tools> {
      const [every, chosen] = await Promise.all([all(), settingsOf(userId)])
      const described = new Map<string, ToolDescription>([...every, ...led].map((tool) => [tool.name, tool]))
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
