import type { Specialist } from '@lva/contracts/analysis'
import type { Draft, Material } from './material.ts'
import { specialistCalled } from './specialists/specialists.ts'

/** Has one specialist look by its rules. Of a thousand turns heavy work: it has a thread of its own. */
export default function byRules({ name, material }: { name: Specialist; material: Material }): Draft[] {
  return specialistCalled(name).byRules(material)
}
