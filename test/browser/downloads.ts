/** Reads back the files that are passed to the browser for download. test/e2e covers their arrival on a disk. */
export interface Downloaded {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
}

const { click } = HTMLAnchorElement.prototype

export function capture(files: Downloaded[]): void {
  HTMLAnchorElement.prototype.click = function () {
    // Immediately, since the page may revoke the URL at any time.
    const reading = new XMLHttpRequest()
    reading.open('GET', this.href, false)
    reading.overrideMimeType('text/plain; charset=x-user-defined')
    reading.send()
    const bytes = Uint8Array.from(reading.responseText, (character) => character.charCodeAt(0) & 0xff)
    files.push({ name: this.download, type: reading.getResponseHeader('content-type') ?? '', bytes })
  }
}

export function release(): void {
  HTMLAnchorElement.prototype.click = click
}
