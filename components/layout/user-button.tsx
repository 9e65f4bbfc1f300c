import type { ComponentProps } from 'react';

/** The round button with somebody's initials. */
export function UserButton({ username, ...props }: { username: string } & ComponentProps<'button'>) {
  return (
    <button
      type="button"
      aria-label={`User menu of ${username}`}
      data-initials={initials(username)}
      // Drawn by the style sheet: the button is called by its label, not by two letters.
      className="grid size-8 place-items-center rounded-full bg-accent-tint text-[11px] font-semibold text-accent uppercase before:content-[attr(data-initials)]"
      {...props}
    />
  );
}

function initials(username: string): string {
  const [first = '', second = ''] = username.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  return second ? first.charAt(0) + second.charAt(0) : first.slice(0, 2);
}
