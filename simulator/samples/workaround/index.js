Page({
  onReady() {
    // 连续保存多张图片
    this.saveImages([
      'https://gw.alipayobjects.com/zos/skylark-tools/public/files/66539db61b570eb2b7cf2df4241ea56c.png',
      'https://gw.alipayobjects.com/zos/skylark-tools/public/files/66539db61b570eb2b7cf2df4241ea56c.png',
      'https://gw.alipayobjects.com/zos/skylark-tools/public/files/66539db61b570eb2b7cf2df4241ea56c.png',
    ]);
  },
  async saveImages(filePaths) {
    for (const filePath of filePaths) {
      await new Promise(resolve => {
        my.saveImageToPhotosAlbum({
          filePath: filePath,
          complete(res) {
            console.log(res);
            resolve(res);
          }
        })
      })
    }
  }
});
