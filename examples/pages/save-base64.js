// base64 图片：先 my.downloadFile 到本地，再 my.saveImageToPhotosAlbum
Page({
  data: {
    image: 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAEUlEQVQImWMQK/+PFTEMLQkAdMJjASrl5JQAAAAASUVORK5CYII=',
  },
  onReady() {
    my.downloadFile({
      url: this.data.image,
      success({ apFilePath }) {
        my.saveImageToPhotosAlbum({
          filePath: apFilePath,
          complete(res) {
            console.log(res);
          },
        });
      },
      fail(res) {
        console.log(res);
      },
    });
  },
});
