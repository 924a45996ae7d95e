import { expect, it } from 'vitest'
import { sample } from '../setup/counts.ts'
import { computer } from './command.ts'

/** Each mistake is one line that says what to do, and exit code 2. */
const MISTAKES: readonly (readonly [line: string, says: string])[] = [
  ['sav', 'There is no command "sav". Did you mean save?'],
  ['dcotor', 'There is no command "dcotor". Did you mean doctor?'],
  ['constructor', 'There is no command "constructor". See "photosalbum --help".'],
  ['https://example.com/a.png', 'Did you mean "photosalbum save https://example.com/a.png"?'],
  ['https://u:secret@example.com/a.png?token=secret', 'Did you mean "photosalbum save https://example.com/a.png…"?'],
  ['save https://u:secret@example.com:port/', '"https://example.com:port/" is not a valid address.'],
  ['save ftp://u:secret@example.com/a.png?token=secret', '"ftp://example.com/a.png" cannot be opened.'],
  ['notes.txt', 'Did you mean "photosalbum save notes.txt"?'],
  ['page.js', 'Did you mean "photosalbum run page.js"?'],
  ['poster.js', 'Did you mean "photosalbum run poster.js"?'],
  ['version', 'There is no command "version". Did you mean --version?'],
  ['sa\nve\u001b[2J', 'There is no command "sa\ufffdve\ufffd[2J".'],
  ['hlep', 'There is no command "hlep". Did you mean help?'],
  ['--jsno', 'There is no option --jsno.'],
  ['--jobs 3 save a.png', 'There is no option --jobs.'],
  ['save', 'Which image? Give a file, a URL, or - for standard input. See "photosalbum save --help".'],
  ['save --albun x a.png', 'There is no option --albun. Did you mean --album?'],
  ['save --lagn zh a.png', 'There is no option --lagn. Did you mean --lang?'],
  ['save -x a.png', 'There is no option -x.'],
  ['save -dash.png', 'There is no option -dash.png. For a file of that name: ./-dash.png.'],
  ['save --dash.png', 'There is no option --dash.png. For a file of that name: ./--dash.png.'],
  ['save -a=pics a.png', '-a=pics: did you mean -a pics? See "photosalbum save --help".'],
  ['save -a= a.png', '--album needs a value: "-a, --album <folder>".'],
  ['run -c=save page.js', '-c=save: did you mean -c save?'],
  ['save --constructor a.png', 'There is no option --constructor.'],
  ['save a.png --album', '--album needs a value: "-a, --album <folder>". See "photosalbum save --help".'],
  ['save --album --json a.png', '--album needs a value'],
  ['save --album= a.png', '--album needs a value'],
  ['save --album=~/pics a.png', '--album is "~/pics", which only a shell expands to your home folder: give "'],
  ['run --album ~ page.js', '--album is "~", which only a shell expands to your home folder: give "'],
  [
    'save --album https://u:secret@x a.png',
    '--album is a web address: for a folder on a WebDAV server, give "webdav+https://x/"; otherwise the path of a folder on this computer.',
  ],
  ['save --album file:///tmp/my%20pics a.png', '--album is a URL: give "/tmp/my pics".'],
  ['save --album file:/tmp/x a.png', '--album is a URL: give "/tmp/x".'],
  [
    'run --album file://elsewhere/x page.js',
    '--album is a URL: give the path of a folder on this computer, s3://bucket/prefix or webdav+https://host/folder. See "photosalbum run --help".',
  ],
  ['save --album SYSTEM a.png', '--album "SYSTEM": did you mean "system"? A folder of that name is "./SYSTEM".'],
  ['save --name . a.png', '--name takes a valid file name, not ".".'],
  ['save --name \u3000\u200b a.png', '--name takes a valid file name, not'],
  ['save --name= a.png', '--name needs a value'],
  ['save --json=yes a.png', 'There is no option --json=yes.'],
  ['save --max-size banana a.png', '--max-size takes a size such as 20MB or 1.5GiB, not "banana".'],
  ['save --max-size 0 a.png', '--max-size takes a size such as 20MB or 1.5GiB, not "0".'],
  ['save --max-size 0.5 a.png', '--max-size takes a size such as 20MB or 1.5GiB, not "0.5".'],
  ['save --timeout 5parsecs a.png', '--timeout takes a time such as 500ms, 30s, 2min or 1h, not "5parsecs".'],
  ['save --jobs 0 a.png', '--jobs takes a whole number from 1 to 128, not "0".'],
  ['save --header secret a.png', '--header takes a name and a value such as "Referer: https://example.com/".'],
  ['save --header a:secret\nb a.png', '--header takes a name and a value such as "Referer: https://example.com/".'],
  ['save --user-agent \u0001 a.png', '--user-agent takes the text of an HTTP header'],
  ['save ', 'The name of an image is empty.'],
  ['save ftp://example.com/a.png', '"ftp://example.com/a.png" cannot be opened. Give a file, or a URL'],
  ['save https://', '"https://" is not a valid address. Give one such as https://example.com/poster.png.'],
  ['save file://elsewhere/a.png', '"file://elsewhere/a.png" is not a file of this computer. Give its path'],
  ['save ftp://a https://', '"ftp://a" cannot be opened.'],
  ['save - -', 'Standard input (-) can be read only once.'],
  ['run', 'Which mini-program? Give its folder, or a page.js. See "photosalbum run --help".'],
  ['run ', 'Which mini-program?'],
  ['run page.js other.js', 'This command takes one argument, but got 2.'],
  ['run pgae.js', 'There is no "pgae.js"'],
  ['run notes.txt', '"notes.txt" is not a script.'],
  ['run page.js --platform ios', '--platform takes iOS or Android, not "ios". Did you mean iOS?'],
  ['run page.js --permission grant', '--permission takes granted, denied or ask, not "grant". Did you mean granted?'],
  ['run page.js --sdk-version latest', '--sdk-version takes numbers and dots such as 10.2.70, not "latest".'],
  ['run page.js --app-json nowhere.json', '"nowhere.json" cannot be read'],
  ['run page.js --app-json broken.json', '--app-json takes a JSON file, and "broken.json" is not valid JSON'],
  ['run page.js --page pgae', 'There is no page "pgae". The pages are page. Did you mean page?'],
  ['run page.js --call data', '"data" of the page is not a method but an object. Its methods: save.'],
  ['run page.js --call svae', 'The page has no method "svae". It has: save. Did you mean save?'],
  ['simulate --port 99999', '--port takes a number from 0 to 65535, not "99999".'],
  ['--help sav', 'There is no command "sav". Did you mean save?'],
  ['--lang fr save a.png', '--lang takes en or zh, not "fr".'],
  ['--lang zh sav', '没有名为 "sav" 的命令。是否想输入 save？'],
  ['run --lang zh page.js --call data', '页面的 "data" 不是方法，而是 object。可用的方法：save。'],
  ['save --lang zh --jobs 0 a.png', '--jobs 需要 1 到 128 之间的整数，不能是 "0"。'],
  ['doctor now', '"now" is unexpected: this command takes no arguments.'],
]

it.each(sample(12, MISTAKES))('photosalbum %s: one line, and exit code 2', async (line, says) => {
  const { write, photosalbum } = await computer()
  await write({
    'page.js': 'Page({ onLoad() {}, save() {} })',
    'notes.txt': 'no script',
    'broken.json': '{ "pages": ',
    '-dash.png': '',
    '--dash.png': '',
  })
  const { code, out, err } = await photosalbum(line.split(' '))
  expect(err).toContain(says)
  expect(err).not.toContain('secret')
  expect(err).toMatch(/^photosalbum: .*\n$/)
  expect({ code, out }).toEqual({ code: 2, out: '' })
})
