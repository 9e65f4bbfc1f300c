'use client';

import { type ReactNode, useId } from 'react';

type FieldProps = {
  label: string;
  optional?: boolean;
  hint?: ReactNode;
  error?: string;
  /** Draws the control with what ties it to its label, hint and error. */
  children: (control: { id: string; 'aria-invalid'?: true; 'aria-describedby'?: string }) => ReactNode;
};

/** A labelled control; its error stands beside it and is read out with it. */
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
