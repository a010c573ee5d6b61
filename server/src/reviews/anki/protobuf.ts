/** One field of a message: its number, and what it holds; a nested message and a text are bytes. */
export interface Field {
  number: number
  value: number | Uint8Array
}

const VARINT = 0
const FIXED_64 = 1
const BYTES = 2
const FIXED_32 = 5

/**
 * The fields of a protobuf message, in their order (https://protobuf.dev/programming-guides/encoding). Numbers beyond 2^53 lose their last
 * digits, and fixed-width fields are stepped over, because Anki writes neither where it is read here. Throws RangeError for what is cut off
 * or is no message.
 */
export function* fieldsOf(message: Uint8Array): Generator<Field> {
  let at = 0

  function varint(): number {
    let value = 0
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = message[at++]
      if (byte === undefined) break
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
    throw new RangeError('a number that does not end')
  }

  function step(bytes: number): Uint8Array {
    if (at + bytes > message.length) throw new RangeError('a field that is cut off')
    at += bytes
    return message.subarray(at - bytes, at)
  }

  while (at < message.length) {
    const tag = varint()
    const number = Math.floor(tag / 8)
    switch (tag % 8) {
      case VARINT:
        yield { number, value: varint() }
        break
      case BYTES:
        yield { number, value: step(varint()) }
        break
      case FIXED_64:
        step(8)
        break
      case FIXED_32:
        step(4)
        break
      default:
        throw new RangeError('a field of no known kind')
    }
  }
}

/** The first number a field of a message holds; null where there is none, and for what is no message. */
export function firstNumberOf(message: Uint8Array, number: number): number | null {
  const found = first(message, number)
  return typeof found === 'number' ? found : null
}

/** The first text a field of a message holds; null where there is none, and for what is no message. */
export function firstTextOf(message: Uint8Array, number: number): string | null {
  const found = first(message, number)
  return found instanceof Uint8Array ? new TextDecoder().decode(found) : null
}

function first(message: Uint8Array, number: number): Field['value'] | null {
  try {
    for (const field of fieldsOf(message)) if (field.number === number) return field.value
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  return null
}
