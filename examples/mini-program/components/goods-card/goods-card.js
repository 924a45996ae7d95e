Component({
  props: {
    goods: {},
    onOpen() {},
  },

  methods: {
    open() {
      this.props.onOpen(this.props.goods.id)
    },
  },
})
