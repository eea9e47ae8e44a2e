/** A rising sun. */
export function Logo({ size = 26 }: { size?: number }) {
  return (
    <svg class="logo" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="9" class="logo-sky" />
      <path d="M8.5 21a7.5 7.5 0 0 1 15 0z" class="logo-sun" />
      <path d="M5.5 24.5h21M16 7v3M8.2 10.7l1.9 1.9M23.8 10.7l-1.9 1.9" class="logo-rays" />
    </svg>
  );
}
