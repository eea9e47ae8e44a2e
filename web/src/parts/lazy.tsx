import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

/** A component fetched when it is first shown; until then nothing is drawn, as it takes only a moment. */
export function lazy<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  let loaded: ComponentType<Props> | undefined;
  const preload = async () => {
    loaded ??= await load();
  };
  function Lazy(props: Props) {
    const [, draw] = useState(0);
    const Loaded = loaded;
    useEffect(() => {
      // Also when it was loaded after this was drawn, as nothing else would draw it again.
      if (!Loaded)
        preload().then(
          () => draw(1),
          () => undefined,
        );
    }, []);
    return Loaded ? <Loaded {...props} /> : null;
  }
  return Object.assign(Lazy, { preload });
}
