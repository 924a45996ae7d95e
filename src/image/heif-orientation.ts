/** EXIF orientations by quarter turns against the clock, without a mirror and with either mirror. */
const UNMIRRORED = [1, 8, 3, 6] as const
const MIRRORED = { 0: [4, 5, 2, 7], 1: [2, 7, 4, 5] } as const

/** How many bytes come before the boxes inside of a box. */
const CONTAINERS: Readonly<Record<string, number>> = { meta: 4, iprp: 0, ipco: 0 }

/**
 * The orientation of a HEIC or AVIF image as an EXIF number. Such files turn and mirror by properties of the primary
 * item, `irot` and `imir` (ISO/IEC 23008-12, 6.5.10 and 6.5.12); what EXIF says in them is not applied.
 */
export function heifOrientation(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const properties: { name: string; value: number }[] = []
  let primary: number | undefined
  let associations: number | undefined
  try {
    const visit = (from: number, to: number, inProperties: boolean) => {
      for (let at = from; at + 8 <= to; ) {
        const long = view.getUint32(at) === 1
        const size = long ? Number(view.getBigUint64(at + 8)) : view.getUint32(at)
        const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
        const start = at + (long ? 16 : 8)
        const end = size === 0 ? to : at + size
        if (end < start || end > to) return
        const inside = CONTAINERS[name]
        if (inside !== undefined) visit(start + inside, end, name === 'ipco')
        else if (inProperties) properties.push({ name, value: end > start ? view.getUint8(start) : 0 })
        else if (name === 'pitm') primary = view.getUint8(start) ? view.getUint32(start + 4) : view.getUint16(start + 4)
        else if (name === 'ipma') associations = start
        at = end
      }
    }
    visit(0, bytes.length, false)
    if (primary === undefined || associations === undefined) return 1
    const own = propertiesOf(view, associations, primary).map((index) => properties[index - 1])
    const turns = (own.find((property) => property?.name === 'irot')?.value ?? 0) & 3
    const mirror = own.find((property) => property?.name === 'imir')
    return (mirror ? MIRRORED[(mirror.value & 1) as 0 | 1] : UNMIRRORED)[turns] ?? 1
  } catch (thrown) {
    if (thrown instanceof RangeError) return 1
    throw thrown
  }
}

/** `ipma`: which properties, counted from 1, belong to an item. */
function propertiesOf(view: DataView, at: number, item: number): number[] {
  const wideItem = view.getUint8(at) > 0
  const wideIndex = (view.getUint8(at + 3) & 1) > 0
  const entries = view.getUint32(at + 4)
  let next = at + 8
  for (let entry = 0; entry < entries; entry++) {
    const id = wideItem ? view.getUint32(next) : view.getUint16(next)
    next += wideItem ? 4 : 2
    const count = view.getUint8(next++)
    const indexes = Array.from({ length: count }, (_, index) =>
      wideIndex ? view.getUint16(next + 2 * index) & 0x7fff : view.getUint8(next + index) & 0x7f,
    )
    if (id === item) return indexes
    next += count * (wideIndex ? 2 : 1)
  }
  return []
}
