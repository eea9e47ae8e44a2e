import { Component, type ComponentType, type FunctionComponent, h } from "preact";

/** Draws again only when a property is another one; what preact/compat's memo does, without the rest of it. */
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
