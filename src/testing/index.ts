/** A `my` in memory for tests, with control over the phone, its user and the network. */

export { isSaveError, SaveError, type SaveErrorReason } from '../core/errors.ts'
export type { PermissionState } from '../core/types.ts'
export type { My } from '../my/my.ts'
export type { TestAlbum, TestPhoto } from './album.ts'
export { axmlSnapshots } from './axml-snapshots.ts'
export type { TestCall } from './calls.ts'
export type { Runner } from './conformance.ts'
export { createTestMy, type TestMy, type TestMyOptions } from './create-test-my.ts'
export {
  type AlbumUnderTest,
  type DescribeAlbumOptions,
  describeAlbum,
} from './describe-album.ts'
export { type DescribeSourceOptions, describeSource, type SourceUnderTest } from './describe-source.ts'
export type { DeviceOptions, TestDevice } from './device.ts'
export { type BrokenKind, brokenImage, brokenKinds, createImage } from './images/create-image.ts'
export type { ImageOptions } from './images/encoders.ts'
export { imageOfSize, imageTypes, tinyImage } from './images/tiny-images.ts'
export { type InstalledMy, installMy } from './install-my.ts'
export type { Script } from './load-script.ts'
export type { ExpectedFailure, ExpectedPhoto } from './matchers.ts'
export { assertFailedWith, assertSaved, matchers, type PhotoMatchers } from './matchers.ts'
export type { NetworkFault, NetworkHandler, NetworkRequest, TestNetwork } from './network.ts'
export { openApp, openComponent } from './open-app.ts'
export type {
  ComponentOptions,
  OpenAppOptions,
  OpenedApp,
  OpenedComponent,
  OpenedElement,
  OpenedPage,
  OpenOptions,
  Problem,
  Searchable,
} from './opened.ts'
export type { NetworkAnswer, Served } from './responses.ts'
export type { PageOptions, TestApp, TestPage } from './run-page.ts'
export type { Shown, TestScreen } from './screen.ts'
export type { SocketHandler, TestSocket } from './sockets.ts'
