/** Threads of WebAssembly need a cross-origin isolated page; worker scripts need the second header too. */
export const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/**
 * The page may run its own scripts and WebAssembly, and reach its own origin and what the person switched on.
 * Styles may be inline (Svelte's style directives); scripts never. blob: workers are onnxruntime's threads.
 * @param {readonly string[]} connect origins, e.g. 'https://generativelanguage.googleapis.com'
 */
export const contentSecurityPolicy = (connect) =>
  [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self' blob:",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "font-src 'self' data:",
    `connect-src ${["'self'", 'blob:', 'data:', ...connect].join(' ')}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
