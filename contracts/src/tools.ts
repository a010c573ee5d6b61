import { z } from 'zod'
import { LookUp } from './accounts.ts'

/** When a tool is used for somebody: always, only when their own words ask to look something up, or never. */
export const ToolPermission = LookUp
export type ToolPermission = z.infer<typeof ToolPermission>

/** Something the companion can do besides speaking. */
export const CompanionToolListing = z.object({
  name: z.string().describe('As `tools_off` of the settings names it.'),
  title: z.string().describe('What the page calls it: the key of a text, or a name for a tool of another server.'),
  description: z.string(),
  effect: z
    .enum(['reads', 'changes'])
    .describe('What changes something is done only when the learner’s own words ask for it.'),
  reaches: z.enum(['house', 'outside']).describe('Whether anything leaves this house for it.'),
  permission: ToolPermission.describe('As of my settings.'),
})
export type CompanionToolListing = z.infer<typeof CompanionToolListing>

/** Every tool there is. `sources`: whom words may be sent to, to look something up; none: nobody is configured. */
export const Tools = z.object({ tools: z.array(CompanionToolListing), sources: z.array(z.string()), count: z.int() })
export type Tools = z.infer<typeof Tools>
