/** Characters and names that some system cannot store, Windows above all, and `%`, which marks the encoded ones. */
const UNSTORABLE = /[<>:"|?*%]|[. ]$|^(?=(?:con|prn|aux|nul|conin\$|conout\$|com[\d¹²³]|lpt[\d¹²³]) *(?:\.|$))[a-z]/gi

/**
 * What a checked name is called on a disk. Every name that a phone takes can be stored on every system (`12:30.png`,
 * `con.txt`, `a.`), no two become one, and none means anything to the system: `.. ` is not `..`.
 */
export function diskName(name: string): string {
  return name.replace(UNSTORABLE, (char) => `%${hex(char.charCodeAt(0)).toUpperCase()}`)
}

/** The name that `diskName` made this of; `undefined` for what is not of its making. */
export function nameOnDisk(entry: string): string | undefined {
  try {
    const name = decodeURIComponent(entry)
    return diskName(name) === entry ? name : undefined
  } catch {
    return undefined
  }
}

/** The folder of an app: another one for each `appId` (C25), also where a disk ignores case. Usual ids stay readable. */
export function appFolder(appId: string): string {
  const refused = () =>
    new TypeError(`${JSON.stringify(appId)} cannot be an appId: give 1 to 200 characters of a-z, 0-9 and "-".`)
  if (typeof appId !== 'string') throw refused()
  const folder = Array.from(new TextEncoder().encode(appId), (byte) => {
    const char = String.fromCharCode(byte)
    return /[a-z\d-]/.test(char) ? char : `_${hex(byte)}`
  }).join('')
  if (folder === '' || folder.length > 200 || /\p{Cs}/u.test(appId)) throw refused()
  return diskName(folder)
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0')
}
