/** The logo: an arch with a lamp. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true" className={className}>
      <path d="M2.5 18V9.5a7.5 7.5 0 0 1 15 0V18h-4.2V9.6a3.3 3.3 0 0 0-6.6 0V18Z" fill="currentColor" />
      <path d="M10 13v5" stroke="var(--accent)" strokeWidth="0.7" />
      <circle cx="10" cy="12.6" r="1.5" fill="var(--accent)" />
    </svg>
  );
}
