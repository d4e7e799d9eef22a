import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import { defaultClientConditions } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { defineConfig } from 'vitest/config';
import { chromiumArguments, findChromium } from './scripts/chromium.mjs';
import { isolation } from './scripts/headers.mjs';
import { sharedFiles } from './tests/fuzz/shared-files.mjs';
import { offlineList } from './scripts/offline-list.mjs';

export default defineConfig({
  plugins: [
    svelte(),
    offlineList(['models', 'vendor', 'sample']),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src/service-worker',
      filename: 'sw.ts',
      injectRegister: false,
      registerType: 'prompt',
      injectManifest: {
        // The shell; models, OCR data and the sample follow by offline.json once the app runs.
        globPatterns: ['**/*.{html,js,mjs,css,svg,png,webmanifest}'],
        globIgnores: ['vendor/**', 'models/**', 'sample/**'],
        maximumFileSizeToCacheInBytes: 8 * 1024 * 1024,
      },
      manifest: {
        name: 'Hone',
        short_name: 'Hone',
        description: 'Fine-tune a sentence-embedding model on your own documents, inside the browser.',
        theme_color: '#1f4f46',
        background_color: '#faf9f6',
        display: 'standalone',
        icons: [
          { src: 'icons/hone-192.png', sizes: '192x192', type: 'image/png' },
          { src: 'icons/hone-512.png', sizes: '512x512', type: 'image/png' },
          { src: 'icons/hone-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
    }),
  ],
  resolve: {
    // onnxruntime's wasm stays one file under vendor/ort/ instead of a second copy among the assets.
    conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions],
  },
  server: { host: '127.0.0.1', headers: isolation },
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    chunkSizeWarningLimit: 2000,
    rolldownOptions: { input: ['index.html', 'headless.html'] },
  },
  optimizeDeps: {
    exclude: ['onnxruntime-web'],
    // Found only once a worker starts, they would reload the page under a running test.
    include: [
      '@google/generative-ai',
      'fflate',
      'mammoth',
      'marked',
      'parse5',
      'postal-mime',
      'stemmer',
      'tesseract.js',
    ],
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          environment: 'node',
          include: ['tests/unit/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          testTimeout: 180_000,
          fileParallelism: false,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            commands: { sharedFiles },
            provider: playwright({
              launchOptions: { executablePath: findChromium(), args: chromiumArguments },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
