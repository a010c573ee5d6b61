/** The first language of an `Accept-Language` header (RFC 9110) that is a well-formed tag, or `en`. */
export function preferredLocale(header: string | undefined): string {
  const wishes = (header ?? '')
    .slice(0, 500)
    .split(',')
    .map((wish, position) => {
      const [tag = '', ...parameters] = wish.split(';').map((part) => part.trim())
      const q = parameters.find((parameter) => parameter.startsWith('q='))
      return { tag, weight: q ? Number(q.slice(2)) : 1, position }
    })
    .filter(({ tag, weight }) => tag.length <= 35 && weight > 0)
    .sort((a, b) => b.weight - a.weight || a.position - b.position)
  for (const { tag } of wishes) {
    const locale = canonical(tag)
    if (locale) return locale
  }
  return 'en'
}

function canonical(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0]
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
