import type { EdgeKind, Graph } from '@lva/contracts/knowledge'
import GraphOfNodes from 'graphology'
import Sigma from 'sigma'
import { layOut } from './layout.ts'

/** Colours of the page, as a canvas can use them. */
interface Paints {
  ink: string
  line: string
  accent: string
  strong: string
  paper: string
  font: string
}

/** A picture that is shown; `mark` rings a concept, `end` takes it away. */
export interface Picture {
  mark(id: string | null): void
  show(graph: Pick<Graph, 'concepts' | 'edges'>, middle: string): void
  repaint(): void
  end(): void
}

const STRONG: ReadonlySet<EdgeKind> = new Set(['builds-on', 'part-of'])
const SMALLEST = 5
const LARGEST = 16

/** Draws concepts with WebGL into an element and says which one is clicked. Throws where there is no WebGL. */
export function drawPicture(
  element: HTMLElement,
  { onChoose, still }: { onChoose: (id: string) => void; still: boolean },
): Picture {
  if (!document.createElement('canvas').getContext('webgl2')) throw new Error('This browser has no WebGL.')
  let paints = paintsOf(element)
  let marked: string | null = null
  let middle = ''
  const graph = new GraphOfNodes({ multi: true })
  const sigma = new Sigma(graph, element, {
    allowInvalidContainer: true,
    labelFont: paints.font,
    labelSize: 14,
    labelWeight: '500',
    labelRenderedSizeThreshold: 6,
    labelColor: { attribute: 'labelColor' },
    defaultEdgeColor: paints.line,
    zIndex: true,
    nodeReducer: (node, data) => ({
      ...data,
      color: node === marked ? paints.strong : node === middle ? paints.accent : paints.ink,
      labelColor: paints.ink,
      forceLabel: node === marked || node === middle,
      zIndex: node === marked ? 2 : node === middle ? 1 : 0,
      size: node === marked ? Number(data.size) + 3 : data.size,
    }),
    edgeReducer: (_, data) => ({ ...data, color: data.strong ? paints.accent : paints.line }),
    // Its own label under the pointer stands on white, whatever the theme.
    defaultDrawNodeHover: (context, data, settings) => {
      context.font = `600 ${settings.labelSize}px ${settings.labelFont}`
      const width = context.measureText(data.label ?? '').width
      context.fillStyle = paints.paper
      context.fillRect(data.x + data.size + 1, data.y - 11, width + 6, 22)
      context.fillStyle = paints.ink
      context.fillText(data.label ?? '', data.x + data.size + 4, data.y + 5)
    },
  })
  sigma.on('clickNode', ({ node }) => onChoose(node))

  return {
    mark(id) {
      marked = id
      sigma.refresh({ skipIndexation: true })
    },
    show({ concepts, edges }, around) {
      middle = around
      marked = null
      graph.clear()
      const spots = layOut({ concepts, edges }, around)
      const most = Math.max(1, ...concepts.map(({ mentions }) => mentions))
      for (const { id, name, mentions } of concepts) {
        const size = SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(mentions / most)
        graph.addNode(id, { ...(spots.get(id) ?? { x: 0, y: 0 }), label: name, size })
      }
      for (const { from, to, kind, weight } of edges)
        if (graph.hasNode(from) && graph.hasNode(to))
          graph.addEdge(from, to, { size: Math.min(5, 0.8 + Math.log2(1 + weight)), strong: STRONG.has(kind) })
      const camera = sigma.getCamera()
      if (still) camera.setState({ x: 0.5, y: 0.5, ratio: 1.1 })
      else void camera.animate({ x: 0.5, y: 0.5, ratio: 1.1 }, { duration: 200 })
    },
    repaint() {
      paints = paintsOf(element)
      sigma.refresh()
    },
    end: () => sigma.kill(),
  }
}

/** Tokens are written in colours that WebGL does not read; a canvas turns them into those it does. */
function paintsOf(element: HTMLElement): Paints {
  const style = getComputedStyle(element)
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const read = (name: string) => {
    if (!context) return '#808080'
    const probe = element.querySelector<HTMLElement>(`[data-paint="${name}"]`)
    context.clearRect(0, 0, 1, 1)
    context.fillStyle = probe ? getComputedStyle(probe).color : '#808080'
    context.fillRect(0, 0, 1, 1)
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data
    return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`
  }
  return {
    ...{ ink: read('ink'), line: read('line'), accent: read('accent'), strong: read('strong'), paper: read('paper') },
    font: style.fontFamily,
  }
}
