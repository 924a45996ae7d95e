declare function Page(definition: object & ThisType<{ data: { list: string[] } }>): void
declare function getApp(): { globalData: { cart: string[] }; visits?: number }

const app = getApp()
const { globalData } = app

Page({
  data: { list: [] },
  buy(what: string) {
    this.data.list.push(what)
    app.visits = (app.visits ?? 0) + 1
    globalData.cart.push(what)
    return [this.data.list.length, app.visits, getApp().globalData.cart.length, app === getApp()]
  },
})

export {}
