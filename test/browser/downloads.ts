/** What the browser is given to download, read back. That it arrives on a disk is tested where a disk is (test/e2e). */
export interface Downloaded {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
}

const { click } = HTMLAnchorElement.prototype

export function capture(files: Downloaded[]): void {
  HTMLAnchorElement.prototype.click = function () {
    // At once, since the page may revoke the address at any time.
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
