import { invalidOption } from '../../core/validation.ts'

/** Characters and names that some systems, mostly Windows, cannot store, and `%`, which starts an encoded character. */
const UNSTORABLE = /[<>:"|?*%]|[. ]$|^(?=(?:con|prn|aux|nul|conin\$|conout\$|com[\d¹²³]|lpt[\d¹²³]) *(?:\.|$))[a-z]/gi

/**
 * The name on the disk for a checked name. Every name that a phone accepts can be stored on every system (`12:30.png`,
 * `con.txt`, `a.`), different names stay different, and none has a special meaning for the system: `.. ` does not become `..`.
 */
export function diskName(name: string): string {
  return name.replace(UNSTORABLE, (char) => `%${hex(char.charCodeAt(0)).toUpperCase()}`)
}

/** The name that `diskName` encoded, or `undefined` if it did not create this one. */
export function nameOnDisk(entry: string): string | undefined {
  try {
    const name = decodeURIComponent(entry)
    return diskName(name) === entry ? name : undefined
  } catch {
    return undefined
  }
}

/** The folder of an app: a different one for each `appId` (C25), even if the disk ignores case. Usual ids stay readable. */
export function appFolder(appId: string): string {
  const refused = () =>
    invalidOption('createMy', 'appId', appId, 'a non-empty string of at most 200 characters', '"posters"')
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
