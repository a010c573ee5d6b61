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
  'opacity:0',
  'font-size:0',
  'font-size:0px',
])
const STYLE_MAX = 1_000

/** Whether an element is not for readers: hidden from them by its own word, or beside the matter. What a style sheet hides is not known. Pure. */
export function isLeftOut(name: string, attributes: Readonly<Record<string, string>>): boolean {
  if (BESIDE.has(name) || BESIDE_ROLES.has(attributes.role ?? '')) return true
  if (attributes.hidden !== undefined || attributes['aria-hidden'] === 'true') return true
  return attributes.style !== undefined && isHiding(attributes.style)
}

function isHiding(style: string): boolean {
  const declarations = style.slice(0, STYLE_MAX).toLowerCase().replace(/\s/g, '').split(';')
  return declarations.some((one) => {
    const declaration = one.replace('!important', '')
    // Moved to where nobody looks.
    return HIDES.has(declaration) || /^(?:left|top|text-indent|margin-left):-\d{4,}/.test(declaration)
  })
}
