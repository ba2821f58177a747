/** Short words about what just happened to something the person did. What others do is not a toast. */
export interface Toast {
  id: number;
  text: string;
  action?: { text: string; run: () => void };
}

const SHOWN_MS = 7000;
const MOST = 3;

let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

export const toastStore = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  current: (): readonly Toast[] => toasts,
  show(text: string, action?: Toast["action"]): void {
    const toast: Toast = action ? { id: nextId++, text, action } : { id: nextId++, text };
    change([...toasts.filter((old) => old.text !== text), toast].slice(-MOST));
    // One with something to press stays until it is dismissed: no limit on how long a person needs (WCAG 2.2.1).
    if (!action) setTimeout(() => toastStore.dismiss(toast.id), SHOWN_MS);
  },
  dismiss(id: number): void {
    change(toasts.filter((toast) => toast.id !== id));
  },
};
