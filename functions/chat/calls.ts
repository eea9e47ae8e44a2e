/** A call of a tool as the model wrote it; the arguments are JSON, or were meant to be. */
export interface RawCall {
  name: string;
  text: string;
}

/** A piece of a call in a stream. */
export interface CallDelta {
  index?: number | undefined;
  id?: string | undefined;
  function?: { name?: string | undefined; arguments?: string | undefined } | undefined;
}

interface Open extends RawCall {
  id: string;
  index: number;
  open: boolean;
}

/**
 * Puts the pieces of calls together. A new id is a new call, whatever its index: some servers send each call with the
 * index 0, or with none.
 */
export function gatherCalls(): { add(delta: CallDelta): void; calls(): RawCall[] } {
  const calls: Open[] = [];
  const begin = (delta: CallDelta): Open => {
    const call = { id: delta.id ?? "", index: delta.index ?? calls.length, name: "", text: "", open: true };
    for (const each of calls) if (each.index === call.index) each.open = false;
    calls.push(call);
    return call;
  };
  const find = (delta: CallDelta): Open | undefined => {
    if (delta.id) return calls.find(({ id }) => id === delta.id);
    const last = calls.at(-1);
    return calls.find(({ index, open }) => open && index === (delta.index ?? last?.index)) ?? last;
  };
  return {
    add(delta) {
      const call = find(delta) ?? begin(delta);
      call.name ||= delta.function?.name ?? "";
      call.text += delta.function?.arguments ?? "";
    },
    calls: () => calls.map(({ name, text }) => ({ name, text })),
  };
}
