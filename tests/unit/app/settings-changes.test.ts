import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { DeviceSettings } from '../../../src/project/settings.svelte';

test('a key field left by clicking the permission beside it keeps both', async () => {
  const settings = new DeviceSettings();
  await settings.load();
  await Promise.all([
    settings.change({ gemini: { key: 'secret', model: 'gemini-2.5-flash' } }, () => undefined),
    settings.change({ allowedHosts: ['https://generativelanguage.googleapis.com'] }, () => undefined),
  ]);
  const again = new DeviceSettings();
  await again.load();
  expect(again.current.gemini.key).toBe('secret');
  expect(again.current.allowedHosts).toEqual(['https://generativelanguage.googleapis.com']);
});
