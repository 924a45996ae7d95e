/**
 * What `my` and a save otherwise load when it is needed first. In some places it has to be there from the start. In a test:
 * loading takes real time, and a test that fakes the clock lets a minute pass in no time. On Node: it remembers that a
 * module could not be loaded, so a moment in which no file may be opened would last until the process ends.
 */
import '../image/formats/bmp.ts'
import '../image/formats/gif.ts'
import '../image/formats/heif.ts'
import '../image/formats/jpeg.ts'
import '../image/formats/other-formats.ts'
import '../image/formats/png.ts'
import '../image/identify.ts'
import '../image/formats/tiff.ts'
import '../image/stream-inspector.ts'
import '../image/formats/webp.ts'
import '../my/apis/file-calls.ts'
import '../my/apis/network-calls.ts'
import '../my/file-path.ts'
import '../my/apis/image-calls.ts'
import '../i18n/zh.ts'
import '../core/save-image.ts'
import '../sources/network/errors.ts'
import '../sources/network/file-name.ts'
import '../sources/network/network.ts'
import '../sources/network/redirects.ts'
