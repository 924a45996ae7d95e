// Errors that do not depend on the phone. The log shows the cause and what to do.
const show = ({ error, errorMessage }) => my.alert({ title: `${error}`, content: errorMessage })
const save = (filePath) => my.saveImageToPhotosAlbum({ filePath, fail: show })

Page({
  noFilePath() {
    my.saveImageToPhotosAlbum({ fail: show })
  },
  dataUrl() {
    save('data:image/png;base64,iVBORw0KGgo=')
  },
  fileOfThePackage() {
    save('/image/logo.png')
  },
  temporaryFileThatIsGone() {
    save('https://resource/apml0123456789.image')
  },
  async notAnImage() {
    const filePath = `${my.env.USER_DATA_PATH}/picture.png`
    await my.getFileSystemManager().writeFile({ filePath, data: '<svg xmlns="http://www.w3.org/2000/svg"/>' })
    save(filePath)
  },
  noSuchServer() {
    save('https://no-such-host.invalid/picture.png')
  },
  somethingNotSimulated() {
    my.startWifi({ fail: ({ errorMessage }) => my.alert({ title: 'my.startWifi', content: errorMessage }) })
  },
  loopForEver() {
    // The phone stays responsive. Stop ends the app.
    for (;;);
  },
})
