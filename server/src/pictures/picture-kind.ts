/** What a picture is by its first bytes, whatever it is called; null for what is not taken, SVG among it. */
export function pictureKind(start: Uint8Array): 'jpeg' | 'png' | 'gif' | 'webp' | 'heic' | null {
  const latin = Buffer.from(start.buffer, start.byteOffset, Math.min(start.byteLength, 64)).toString('latin1')
  if (latin.startsWith('\xff\xd8\xff')) return 'jpeg'
  if (latin.startsWith('\x89PNG\r\n\x1a\n')) return 'png'
  if (latin.startsWith('GIF87a') || latin.startsWith('GIF89a')) return 'gif'
  if (latin.startsWith('RIFF') && latin.slice(8, 12) === 'WEBP') return 'webp'
  const brand = latin.slice(8, 12)
  return latin.slice(4, 8) === 'ftyp' && ['heic', 'heix', 'hevc', 'mif1', 'msf1', 'avif'].includes(brand)
    ? 'heic'
    : null
}
