/// <reference types="vite/client" />

/** The script of an exported page as text; see build/predictor-code.ts. */
declare module 'virtual:predictor-code' {
  export const code: string;
}
