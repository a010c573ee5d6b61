import type { ConceptKind, EdgeKind } from '@lva/contracts/knowledge'

/** Something that is spoken of, by the name it was given. */
export interface Named {
  name: string
  kind: ConceptKind
}

/** Two that are said to hang together, by name. */
export interface HeardEdge {
  from: string
  to: string
  kind: EdgeKind
}

/** What a text speaks of. */
export interface Heard {
  names: Named[]
  edges: HeardEdge[]
}
