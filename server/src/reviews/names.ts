import { keyOfConcept as keyInGraph } from '../knowledge/knowledge.ts'

/** The name of a concept as the graph compares it; of one without a word, what is written. */
export function keyOfConcept(name: string): string {
  return keyInGraph(name) || name.trim().toLowerCase().slice(0, 160)
}
