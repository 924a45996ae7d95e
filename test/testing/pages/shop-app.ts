declare function App(definition: object): void

App({ globalData: { cart: [] } })

export {}
