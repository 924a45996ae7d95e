/**
 * What `my` otherwise loads when it is needed first. In a test it has to be there from the start: loading takes real
 * time, and a test that fakes the clock lets a minute pass in no time.
 */
import '../files/digest.ts'
import '../files/paths.ts'
import '../image/bmp.ts'
import '../image/gif.ts'
import '../image/heif.ts'
import '../image/jpeg.ts'
import '../image/looks-like.ts'
import '../image/png.ts'
import '../image/recognise.ts'
import '../image/safe-stem.ts'
import '../image/tiff.ts'
import '../image/webp.ts'
import '../my/download.ts'
import '../my/exif-orientation.ts'
import '../my/file-operations.ts'
import '../my/heif-orientation.ts'
import '../save-image.ts'
import '../sources/content-disposition.ts'
import '../sources/network-error.ts'
import '../sources/network.ts'
