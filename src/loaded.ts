/**
 * What `my` and a save otherwise load when it is needed first. In some places it has to be there from the start. In a test:
 * loading takes real time, and a test that fakes the clock lets a minute pass in no time. On Node: it remembers that a
 * module could not be loaded, so a moment in which no file may be opened would last until the process ends.
 */
import './files/paths.ts'
import './image/bmp.ts'
import './image/gif.ts'
import './image/heif.ts'
import './image/jpeg.ts'
import './image/looks-like.ts'
import './image/png.ts'
import './image/recognise.ts'
import './image/safe-stem.ts'
import './image/tiff.ts'
import './image/watch-stream.ts'
import './image/webp.ts'
import './misuse.ts'
import './my/digest-file.ts'
import './my/download.ts'
import './my/exif-orientation.ts'
import './my/file-operations.ts'
import './my/heif-orientation.ts'
import './my/look-at.ts'
import './save-image.ts'
import './sources/content-disposition.ts'
import './sources/network-error.ts'
import './sources/network-misuse.ts'
import './sources/network.ts'
