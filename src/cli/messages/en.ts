import prettyBytes from 'pretty-bytes'
import prettyMilliseconds from 'pretty-ms'
import type { Catalogue } from '../../i18n/localize.ts'

type Colour = (text: string) => string

const photos = (count: number) => `${count} photo${count === 1 ? '' : 's'}`
const images = (count: number) => `${count} image${count === 1 ? '' : 's'}`
/** In bytes where the two are too close to tell apart. */
function sizes(bytes: number | undefined, maxBytes: number): readonly [actual: string, limit: string] {
  const limit = prettyBytes(maxBytes)
  if (bytes === undefined) return [`more than ${limit}`, 'no more']
  const actual = prettyBytes(bytes)
  return actual === limit ? [`${bytes} bytes`, `${maxBytes}`] : [actual, limit]
}

const list = (items: readonly string[], word: string) =>
  items.length < 2 ? items.join() : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`

/** What the command line prints, in English. `zh.ts` has the same in Chinese. */
export const en = {
  standardInput: 'Standard input',
  systemAlbum: 'the album of this computer',
  placeInAlbum: (name: string, album: string) => `${name} in ${album}`,
  outcome: { stored: 'Saved', 'handed-over': 'Handed over' },
  notSaved: (failed: number, all: number) => `${failed} of ${images(all)} not saved:`,
  cancelled: (saved: number, all: number) => `cancelled: ${saved} of ${images(all)} saved, and nothing half-saved.`,
  onlyOutputLost: 'Only the output is lost.',
  portTaken: (port: number) => `Port ${port} is taken; using the next free one.`,
  folderGone: 'The current folder no longer exists. Change to another one.',
  defect: 'This is a defect of photosalbum. Please report it, with the lines above.',

  // Mistakes on the command line.
  see: (command: string) => `See "photosalbum ${command}--help".`,
  didYouMean: (meant: string) => `Did you mean ${meant}?`,
  noSuchCommand: (word: string) => `There is no command "${word}".`,
  noSuchOption: (flag: string) => `There is no option ${flag}.`,
  fileLikeOption: (flag: string) => ` For a file of that name: ./${flag}.`,
  needsValue: (name: string, usage: string) => `${name} needs a value: "${usage}".`,
  equalsSign: (short: string, value: string) => `${short}=${value}: did you mean ${short} ${value}?`,
  noArguments: (word: string) => `"${word}" is unexpected: this command takes no arguments.`,
  oneArgument: (count: number) => `This command takes one argument, but got ${count}.`,
  missingArgument: {
    save: 'Which image? Give a file, a URL, or - for standard input.',
    run: 'Which script? Give a page.js, or the folder of a mini-program.',
  },
  oneOf: (name: string, choices: readonly string[], value: string) =>
    `${name} takes ${list(choices, 'or')}, not "${value}".`,
  wantsCount: (name: string, most: number, value: string) =>
    `${name} takes a whole number from 1 to ${most}, not "${value}".`,
  wantsPort: (name: string, value: string) => `${name} takes a number from 0 to 65535, not "${value}".`,
  wantsSize: (name: string, value: string) => `${name} takes a size such as 20MB or 1.5GiB, not "${value}".`,
  wantsDuration: (name: string, value: string) =>
    `${name} takes a time such as 500ms, 30s, 2min or 1h, not "${value}".`,
  wantsVersion: (name: string, value: string) => `${name} takes numbers and dots such as 10.2.70, not "${value}".`,
  wantsFileName: (name: string, value: string) => `${name} takes a name that a file can have, not "${value}".`,
  wantsHeader: (name: string) => `${name} takes a name and a value such as "Referer: https://example.com/".`,
  wantsUserAgent: (name: string) => `${name} takes the text of an HTTP header: letters, digits and signs of Latin-1.`,
  meantSystem: (value: string) => `--album "${value}": did you mean "system"? A folder of that name is "./${value}".`,
  homeFolder: (value: string, meant: string) =>
    `--album is "${value}", which only a shell expands to your home folder: give "${meant}".`,
  urlAsFolder: (meant: string | undefined) =>
    `--album is a URL: give ${meant === undefined ? 'the path of a folder on this computer' : `"${meant}"`}.`,
  notAFolder: (value: string) => `--album is ${value}: give the path of a folder on this computer.`,
  standardInputTwice: 'Standard input (-) can be read only once.',

  progress: {
    waiting: 'waiting',
    retrying: (delay: string) => `server busy, retrying after ${delay}`,
    storing: 'storing',
    of: (done: string, all: string) => `${done} of ${all}`,
    left: (time: string) => `${time} left`,
    images: (ready: number, all: number, failed: number) =>
      `${ready} of ${images(all)}${failed ? `, ${failed} failed` : ''}`,
  },

  run: {
    noSuchMethod: (method: string, known: readonly string[]) =>
      `The page has no method "${method}". It has: ${known.join(', ') || 'none'}.`,
    pageMissing: (page: string, file: string, root: string) =>
      `app.json names "${page}", but there is no ${file} in ${root}.`,
    configUnreadable: (path: string, { code, message }: NodeJS.ErrnoException) => {
      const why = code === 'EISDIR' ? 'it is a folder' : code === 'ENOENT' ? 'there is no such file' : message
      return `--app-json takes a file, and "${path}" cannot be read: ${why}.`
    },
    configNotJson: (path: string, problem: string) => `--app-json takes JSON, which "${path}" is not: ${problem}.`,
    killed: 'the script did not end by itself, so it was killed.',
    endedBy: (signal: string) => `the script was ended by ${signal}, from outside or for lack of memory.`,
    uncaught: 'Uncaught',
    from: 'from',
    uncaughtFailure: ({ error, errorMessage }: { error: number; errorMessage: string }) =>
      `A call failed with error ${error}, and neither a fail callback nor a catch handled it: ${errorMessage}`,
    thrown: (value: string) => `Thrown: ${value}`,
    unreadable: 'something that cannot be read',
    messageNotText: 'its message is not a string',
    neverEnded: (what: string, skipped: readonly string[]) =>
      `${what} never ended${skipped.length === 0 ? '' : `; ${notCalled(skipped)}`}.`,
    exited: (skipped: readonly string[]) => `the script called process.exit; ${notCalled(skipped)}.`,
    error: (code: number) => `error ${code}`,
    saved: (count: number, colour: Colour) => `${colour('Saved')} ${photos(count)}`,
    notSaved: (count: number, colour: Colour) => `${colour('Not saved')} ${photos(count)}`,
    nothingSaved: 'Nothing was saved.',
    neverCalled: 'The script did not call my.saveImageToPhotosAlbum.',
    methods: (methods: readonly string[]) =>
      `The page has ${methods.join(', ')}: call one with "--call ${methods[0]}".`,
    missingApis: (names: readonly string[], colour: Colour) =>
      `${colour('Not available')} ${names.join(', ')}: the app looked it up, and got undefined.`,
    noTerminal: (button: string) => `there is no terminal to answer at: ${button}`,
    preview: (current: number, all: number) => `${current} of ${all}`,
    settings: (allowed: boolean | undefined) =>
      `saving to the album is ${allowed === undefined ? 'not asked yet' : allowed ? 'granted' : 'denied'}`,
    allowSaving: 'Allow saving to the album?',
    mayItSave: (app: string, reason: string | undefined) =>
      `May ${app} save to the album?${reason ? ` Its reason: ${reason}` : ''}`,
    noTerminalForPermission: '--permission ask needs a terminal to answer at; taken as denied.',
  },

  doctor: {
    titles: {
      album: 'Album',
      where: 'Where',
      writable: 'Writable',
      room: 'Room left',
      node: 'Node',
      problem: 'Problem',
      warning: 'Warning',
      remedy: 'Remedy',
    },
    albums: { 'apple-photos': 'Photos', directory: 'the Pictures folder' },
    writable: { yes: 'yes', no: 'no', asks: 'the system will ask at the first photo' },
    unknown: 'unknown',
    createdLater: (path: string) => `${path} (created with the first photo)`,
    noMoreFiles: (bytes: string) => `${bytes}, but for no more files`,
    alsoHere: 'Also available',
    alternatives: {
      directory: 'any folder: photosalbum save --album FOLDER, or in a program directory({ path })',
      memory: 'an array, for tests, only in a program: memory()',
    } as Readonly<Record<string, string>>,
  },

  /** What the command line says differently from the package: `--max-size` instead of `maxBytes`. */
  errors: {
    'image-too-large': ({ image = 'The image', bytes, maxBytes }) => {
      const [actual, limit] = sizes(bytes, maxBytes)
      return `${image} has ${actual}, and ${limit} are allowed. Make it smaller, or allow more with --max-size.`
    },
    disk: ({ operation, path, errno }) =>
      errno === 'EMFILE'
        ? `Cannot ${operation === 'write-album' ? `write to the album ${path}` : 'open the files that saving an image needs'}: this process has too many files open (EMFILE). Save fewer at once with --jobs, or raise the limit (ulimit -n).`
        : undefined,
    'download-stalled': ({ host, timeout, bytes }) =>
      `${host} ${bytes === 0 ? 'sent nothing for' : `sent only ${bytes} bytes in`} ${prettyMilliseconds(timeout)}. Try again, or wait longer with --timeout.`,
    'url-not-fetchable': ({ url, problem, redirectedFrom }) =>
      problem === 'app-file' && redirectedFrom === undefined
        ? `${url} is a file of a mini-program, which only its own script can save: photosalbum run page.js.`
        : undefined,
  } as Catalogue,

  help: {
    about: 'Saves images to the album of this computer.',
    help: 'show this help',
    version: 'show the version',
    language: 'print in English or Chinese: en or zh (by default that of the environment)',
    more: '"photosalbum <command> --help" shows the options of a command, with examples.',
    album: 'a folder, or the album of this computer ("system", the default)',
    titles: {} as Readonly<Record<string, string>>,
    default: (text: string, value: string) => `${text} (default: ${value})`,
    save: {
      summary: 'Saves images to the album of this computer.',
      description: `Saves images to the album of this computer.

A photo keeps its bytes and its name, with the extension that its bytes call for. None is replaced.`,
      image: 'a file, a glob pattern, a URL (https:, http:, data:, file:), or - for standard input',
      name: 'what to call the photo; several are numbered',
      jobs: 'how many to save at once, up to 128',
      maxSize: 'the largest image to accept: 20MB, 1.5GiB, or a number of bytes (default: 1GiB)',
      timeout:
        'give up on a server that sends nothing for this long: 500ms, 2min, 1h, or a number of seconds (default: 60)',
      header:
        'an HTTP header, such as "Referer: https://example.com/"; may be given several times, and is never sent to another origin',
      userAgent: 'how to introduce itself to servers, in the User-Agent header',
      json: 'print one line of JSON for each image',
      after: `
Examples:
  photosalbum save https://example.com/poster.png
  photosalbum save holiday/*.jpg '**/*.heic'
  photosalbum save --album ./photos --name scan - < scan.tiff

Exit code: 0 all saved, 1 some not saved, 2 a mistake on the command line, 130 cancelled with Ctrl-C.`,
    },
    run: {
      summary: 'Runs a mini-program script. What it saves goes to the real album.',
      description: `Runs a mini-program script. What it saves goes to the real album.

The script finds my, App, Page, getApp and getCurrentPages, and may import or require its own files. The life cycle of its page is run, then each --call in turn. The run ends when nothing is left to do.`,
      page: 'a page, or the folder of a mini-program',
      call: 'then call this method of the page; may be given several times',
      query: 'what onLoad receives, such as id=7&from=share',
      platform: 'the phone to simulate: iOS or Android',
      sdkVersion: 'the version of the base library, such as 1.14.0',
      clientVersion: 'the version of the client, such as 10.2.69',
      permission: 'whether the app may save: granted, denied or ask',
      appJson: 'the app.json to use (default: the nearest above the page)',
      json: 'print one line of JSON for each event',
      after: `
Examples:
  photosalbum run pages/poster/poster.js
  photosalbum run pages/poster/poster.js --call savePoster
  photosalbum run page.js --permission denied --platform iOS

Exit code: 0 it ran, 1 it had an uncaught error, 2 a mistake on the command line, 130 Ctrl-C.`,
    },
    simulate: {
      summary: 'Shows a phone in the browser, to debug a page without a phone.',
      description: `Shows a phone in the browser, to debug a page without a phone.

The page or folder runs again whenever one of its files changes. The server listens only on 127.0.0.1, and answers only its own page. Ctrl-C ends it.`,
      target: 'a page, or the folder of a mini-program; without it there are samples',
      port: 'the port to listen on; if it is taken, the next one (default: 8100)',
      noOpen: 'print the address, and do not open a browser',
      after: `
Examples:
  photosalbum simulate
  photosalbum simulate pages/poster/poster.js
  photosalbum simulate . --port 9000`,
    },
    doctor: {
      summary: 'Reports which album this computer has, and whether photos can be saved to it.',
      description: `Reports which album this computer has, and whether photos can be saved to it.

Changes nothing, and asks nobody.`,
      json: 'print it as JSON',
      after: `
Examples:
  photosalbum doctor
  photosalbum doctor --json | jq .location

Exit code: 0 all is well, 1 there is a problem.`,
    },
  },
}

const notCalled = (methods: readonly string[]) =>
  `${methods.join(', ')} ${methods.length > 1 ? 'were' : 'was'} not called`

export type Words = typeof en
