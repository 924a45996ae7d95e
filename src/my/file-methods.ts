/** What `my.getFileSystemManager()` has, and what each reads, in the order of its twin's arguments (C42). */
export const FILE_METHODS = {
  access: ['path'],
  appendFile: ['filePath', 'data', 'encoding'],
  copyFile: ['srcPath', 'destPath'],
  getFileInfo: ['filePath', 'digestAlgorithm'],
  getSavedFileList: [],
  mkdir: ['dirPath', 'recursive'],
  readFile: ['filePath', 'encoding'],
  readdir: ['dirPath'],
  removeSavedFile: ['filePath'],
  rename: ['oldPath', 'newPath'],
  rmdir: ['dirPath', 'recursive'],
  saveFile: ['tempFilePath', 'filePath'],
  stat: ['path', 'recursive'],
  unlink: ['filePath'],
  writeFile: ['filePath', 'data', 'encoding'],
} as const

export type FileMethod = keyof typeof FILE_METHODS
