import { Component, type ComponentType, type FunctionComponent, h } from "preact";

/** Draws again only when a property changed, like preact/compat's memo without the rest of that package. */
export function memo<Props extends object>(view: FunctionComponent<Props>): ComponentType<Props> {
  return class extends Component<Props> {
    override shouldComponentUpdate(next: Props): boolean {
      const before = this.props as Record<string, unknown>;
      return Object.entries(next).some(([key, value]) => before[key] !== value);
    }
    override render() {
      return h(view, this.props as Props & { children?: never });
    }
  };
}
