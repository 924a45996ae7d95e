/** The end of an address: of the one that was asked for where it names a file, else of the one that it led to. */
export function nameOf(asked: URL, last: URL): string | undefined {
  const names = [asked, last].map((url) => lastPart(decoded(url.pathname, 'utf-8')))
  return names.find((name) => name?.includes('.')) ?? names.find(Boolean)
}

export function lastPart(path: string): string | undefined {
  return path.split(/[\\/]/).pop() || undefined
}

export function decoded(text: string, charset: string): string {
  const bytes = new TextEncoder().encode(text)
  const plain: number[] = []
  for (let index = 0; index < bytes.length; index++) {
    const hex = bytes[index] === 0x25 ? /^[0-9a-f]{2}/i.exec(text.slice(index + 1)) : null
    plain.push(hex ? Number.parseInt(hex[0], 16) : (bytes[index] as number))
    if (hex) index += 2
  }
  return new TextDecoder(/^iso-8859-1$/i.test(charset) ? 'latin1' : 'utf-8').decode(new Uint8Array(plain))
}
