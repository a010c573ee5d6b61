/** Protobuf as it is written (https://protobuf.dev/programming-guides/encoding), for what tests give the reader. */
export const message = (...fields: Buffer[]): Buffer => Buffer.concat(fields)

export const number = (field: number, value: number): Buffer => Buffer.concat([varint(field * 8), varint(value)])

export const bytes = (field: number, value: Buffer): Buffer =>
  Buffer.concat([varint(field * 8 + 2), varint(value.length), value])

export const text = (field: number, value: string): Buffer => bytes(field, Buffer.from(value))

function varint(value: number): Buffer {
  const parts: number[] = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...parts, rest])
    parts.push((rest % 128) + 128)
  }
}
