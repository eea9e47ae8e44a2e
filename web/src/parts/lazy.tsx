import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

/** A component fetched when it is first shown; until then nothing is drawn, as it takes only a moment. */
export function lazy<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  let loaded: ComponentType<Props> | undefined;
  const preload = async () => {
    loaded ??= await load().catch(() => undefined);
  };
  function Lazy(props: Props) {
    const [, draw] = useState(0);
    const Loaded = loaded;
    useEffect(() => {
      if (Loaded) return;
      // Also when it was loaded after this was drawn, as nothing else would draw it again.
      const fetchIt = () => void preload().then(() => draw((times) => times + 1));
      fetchIt();
      // Without a network it is out of reach until there is one.
      addEventListener("online", fetchIt);
      return () => removeEventListener("online", fetchIt);
    }, []);
    return Loaded ? <Loaded {...props} /> : null;
  }
  return Object.assign(Lazy, { preload });
}
