'use client';

import { CircleAlert } from 'lucide-react';
import { type ReactNode, useId } from 'react';

type FieldProps = {
  label: string;
  optional?: boolean;
  hint?: ReactNode;
  error?: string;
  /** Renders the control with the attributes that connect it to label, hint and error. */
  children: (control: { id: string; 'aria-invalid'?: true; 'aria-describedby'?: string }) => ReactNode;
};

/** A labeled control with its hint or error. */
export function Field({ label, optional, hint, error, children }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const note = error ?? hint;
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block font-medium">
        {label}
        {optional && <span className="font-normal text-soft"> optional</span>}
      </label>
      {children({ id, ...(error && { 'aria-invalid': true }), ...(note && { 'aria-describedby': noteId }) })}
      {note && (
        <p id={noteId} className={error ? 'mt-1.5 text-bad' : 'mt-1.5 text-small text-soft'}>
          {note}
        </p>
      )}
    </div>
  );
}

/** The error of a form that belongs to no field. Announced by screen readers. */
export function FormError({ message }: { message?: string }) {
  return (
    <div role="alert">
      {message && (
        <p className="flex gap-2.5 rounded-control bg-bad-tint px-3 py-2.5 text-bad">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" strokeWidth={1.75} />
          {message}
        </p>
      )}
    </div>
  );
}
