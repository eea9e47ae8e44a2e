import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

/** Milliseconds until code that is out of reach, as without a network, is asked for again while it is to be shown. */
const pause = 1000;

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
      let timer: ReturnType<typeof setTimeout> | undefined;
      let isShown = true;
      const fetchIt = async () => {
        await preload();
        if (!isShown) return;
        // Also when it was loaded after this was drawn, as nothing else would draw it again.
        if (loaded) draw(1);
        else timer = setTimeout(fetchIt, pause);
      };
      void fetchIt();
      return () => {
        isShown = false;
        clearTimeout(timer);
      };
    }, []);
    return Loaded ? <Loaded {...props} /> : null;
  }
  return Object.assign(Lazy, { preload });
}
