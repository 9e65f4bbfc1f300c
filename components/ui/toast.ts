'use client';

import type { ExternalToast } from 'sonner';

/** Shows a toast at the top right. The library is loaded after the page, see Toasts. */
export const toast = {
  success: (title: string, options: ExternalToast = {}) => show('success', title, options),
  error: (title: string, options: ExternalToast = {}) => show('error', title, options),
};

function show(kind: 'success' | 'error', title: string, options: ExternalToast): void {
  import('sonner').then((sonner) => sonner.toast[kind](title, options)).catch(() => {});
}
