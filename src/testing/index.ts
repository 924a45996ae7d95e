/** Tests that see the photo: `my` in memory, with every lever of the phone, the person and the network. */

export { isSaveError, SaveError, type SaveErrorReason } from '../core/errors.ts'
export type { PermissionState } from '../core/types.ts'
export type { My } from '../my/my.ts'
export type { TestCall } from './calls.ts'
export type { Runner } from './conformance.ts'
export { createTestMy, type TestMy, type TestMyOptions } from './create-test-my.ts'
export {
  type AlbumUnderTest,
  type DescribeAlbumOptions,
  describeAlbum,
} from './describe-album.ts'
export { type DescribeSourceOptions, describeSource, type SourceUnderTest } from './describe-source.ts'
export type { ExpectedFailure, ExpectedPhoto } from './expectations.ts'
export { imageOfSize, imageTypes, tinyImage } from './fixtures.ts'
export { type BrokenKind, brokenImage, brokenKinds } from './images/broken-image.ts'
export { createImage, type ImageOptions } from './images/create-image.ts'
export { type InstalledMy, installMy } from './install-my.ts'
export type { Script } from './load-script.ts'
export { assertFailedWith, assertSaved, matchers, type PhotoMatchers } from './matchers.ts'
export type { NetworkAnswer, Served } from './response.ts'
export type { PageOptions, TestApp, TestPage } from './run-page.ts'
export type { TestAlbum, TestPhoto } from './test-album.ts'
export type { DeviceOptions, TestDevice } from './test-device.ts'
export type { NetworkFault, NetworkHandler, NetworkRequest, TestNetwork } from './test-network.ts'
export type { Shown, TestScreen } from './test-screen.ts'
