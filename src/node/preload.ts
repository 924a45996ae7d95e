/**
 * The modules that `my` and a save otherwise load when they are first needed. Some hosts need them from the start: a test that
 * fakes the clock would let a minute pass while a module loads, and Node remembers that a module could not be loaded, so a
 * moment in which no file can be opened would last until the process ends.
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
import '../my/apis/setting-calls.ts'
import '../i18n/zh.ts'
import '../core/misuse.ts'
import '../core/save-image.ts'
import '../sources/network/errors.ts'
import '../sources/network/file-name.ts'
import '../sources/network/network.ts'
import '../sources/network/redirects.ts'
