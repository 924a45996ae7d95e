/** The same for a script with `require`, which has files of its own. */
export type Required = [
  typeof import('photosalbum/testing', { with: { 'resolution-mode': 'require' }}),
  typeof import('photosalbum/testing/global', { with: { 'resolution-mode': 'require' }}),
  typeof import('photosalbum/testing/jest', { with: { 'resolution-mode': 'require' }}),
]
