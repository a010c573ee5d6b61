import type { Settings } from '@lva/contracts/accounts'
import type { ToolPermission } from '@lva/contracts/tools'
import type { ToolDescription } from './tool.ts'

type Chosen = Pick<Settings, 'look_up' | 'tools_off'>

/** As of somebody's settings, when a tool is used for them. Pure. */
export function permissionOf(
  { name, reaches }: Pick<ToolDescription, 'name' | 'reaches'>,
  chosen: Chosen,
): ToolPermission {
  if (chosen.tools_off.includes(name)) return 'never'
  return reaches === 'outside' ? chosen.look_up : 'always'
}

/**
 * Whether a model may call a tool in a turn: it changes nothing, and is always permitted. What learners permit when they ask is done by rules
 * then, and no model chooses it. Pure.
 */
export function isOffered(tool: Pick<ToolDescription, 'name' | 'reaches' | 'effect'>, chosen: Chosen): boolean {
  if (tool.effect !== 'reads') return false
  return permissionOf(tool, chosen) === 'always'
}
