/** A task's id until the server gives it one: negative, and different on every device. */
export function localId(): number {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
  return -((high % 2 ** 20) * 2 ** 32 + low + 1);
}
