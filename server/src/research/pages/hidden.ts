/** What stands beside the matter of a page. */
const BESIDE = new Set([
  'aside',
  'footer',
  'dialog',
  'menu',
  'select',
  'textarea',
  'datalist',
  'canvas',
  'audio',
  'video',
])
const BESIDE_ROLES = new Set([
  'navigation',
  'banner',
  'contentinfo',
  'search',
  'dialog',
  'alertdialog',
  'menu',
  'menubar',
])
/** Declarations of a style that hide what they are given to. */
const HIDES = new Set([
  'display:none',
  'visibility:hidden',
  'visibility:collapse',
  'content-visibility:hidden',
  'color:transparent',
])
/** They hide when they are nothing, in whatever unit; of a box only what is cut off where it ends. */
const NOTHING = new Set(['opacity', 'font-size', 'scale', 'zoom'])
const BOXES = new Set(['width', 'height', 'max-width', 'max-height'])
const CUTS = /(?:^|;)overflow(?:-[xy])?:(?:hidden|clip)/
/** Moved to where nobody looks. */
const PLACES = /^(?:left|right|top|bottom|inset|text-indent|margin|margin-left|margin-top|transform)$/
const FAR = /^(?:translate(?:[xy]|3d)?\()?-(?:\d{4}|\d{3}(?:r?em|vw|vh))/
/** Shrunk or cut down to nothing. */
const SHRUNK = /^(?:scale[xy]?\(0?\.?0*\)|rect\((?:[01](?:px)?,?){4}\)|inset\((?:[5-9]\d|100)%|circle\(0)/

/** Whether an element is not for readers: hidden from them by its own word, or beside the matter. What a style sheet hides is not known. Pure. */
export function isLeftOut(name: string, attributes: Readonly<Record<string, string>>): boolean {
  if (BESIDE.has(name) || BESIDE_ROLES.has(attributes.role ?? '')) return true
  if (attributes.hidden !== undefined || attributes['aria-hidden']?.trim().toLowerCase() === 'true') return true
  return attributes.style !== undefined && isHiding(attributes.style)
}

function isHiding(style: string): boolean {
  const plain = withoutComments(style.toLowerCase()).replace(/\s/g, '').replaceAll('!important', '')
  const cuts = CUTS.test(plain)
  return plain.split(';').some((declaration) => {
    const colon = declaration.indexOf(':')
    const [property, value] = [declaration.slice(0, colon), declaration.slice(colon + 1)]
    if (HIDES.has(declaration) || SHRUNK.test(value)) return true
    if (NOTHING.has(property) || (cuts && BOXES.has(property))) return Number.parseFloat(value) === 0
    return PLACES.test(property) && FAR.test(value)
  })
}

/** What is opened and never closed goes on to the end. */
function withoutComments(style: string): string {
  const [before = '', ...rest] = style.split('/*')
  return before + rest.map((part) => (part.includes('*/') ? part.slice(part.indexOf('*/') + 2) : '')).join('')
}
