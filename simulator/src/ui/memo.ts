import { Component, type FunctionComponent, h } from 'preact'

/** Renders a row again only if its object has changed. Signals that it reads have their own subscriptions. */
export function memo<Props extends object>(Row: FunctionComponent<Props>): FunctionComponent<Props> {
  class Memo extends Component<Props> {
    override shouldComponentUpdate(next: Props): boolean {
      return Object.entries(next).some(([name, value]) => this.props[name as keyof Props] !== value)
    }
    override render() {
      return h(Row, this.props)
    }
  }
  return (props) => h(Memo, props)
}
