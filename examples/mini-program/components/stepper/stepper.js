Component({
  props: {
    value: 1,
    min: 1,
    max: 99,
    onChange() {},
  },

  methods: {
    less() {
      this.change(this.props.value - 1)
    },

    more() {
      this.change(this.props.value + 1)
    },

    change(value) {
      const { min, max, onChange } = this.props
      onChange(Math.min(max, Math.max(min, value)), this.props)
    },
  },
})
