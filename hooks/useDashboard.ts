import { createContext, useContext, useSyncExternalStore } from 'react';

/** Anything whose chrome is drawn anew when its version changes. */
export interface Versioned {
  readonly version: () => number;
  readonly subscribe: (listener: () => void) => () => void;
}

/** Draws anew whenever the store says so, and gives it back. */
export function useVersioned<S extends Versioned>(store: S): S {
  useSyncExternalStore(store.subscribe, store.version);
  return store;
}

/** Makes a context whose value must be given: the hook throws where it was forgotten. */
export function makeRequiredContext<T>(name: string): { Provider: React.Provider<T | undefined>; use: () => T } {
  const context = createContext<T | undefined>(undefined);
  return {
    Provider: context.Provider,
    use: () => {
      const value = useContext(context);
      if (value === undefined) throw new Error(`${name} is used outside its provider`);
      return value;
    },
  };
}
