declare function App(definition: object): void

App({ globalData: { name: 'poster shop' } })

export {}
