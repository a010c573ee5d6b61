/** Kinds of work that take the same places, and how many of these are free. */
export interface Room {
  kinds: string[]
  free: number
}

/**
 * Where there is room for more work: kinds with places of their own each by themselves, all the others together in the `shared` ones.
 * `running` names the kind of each piece of work that is being done.
 */
export function roomsFor(
  kinds: Iterable<[name: string, { places?: number | undefined }]>,
  running: readonly string[],
  shared: number,
): Room[] {
  const sharing: Room = { kinds: [], free: shared }
  const rooms = [sharing]
  for (const [name, { places }] of kinds) {
    const busy = running.filter((kind) => kind === name).length
    if (places !== undefined) rooms.push({ kinds: [name], free: places - busy })
    else {
      sharing.kinds.push(name)
      sharing.free -= busy
    }
  }
  return rooms.filter((room) => room.free > 0 && room.kinds.length > 0)
}
