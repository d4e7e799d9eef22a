import { expect, test } from 'vitest';
import { hostOf, purposeOf } from '../../../src/project/network';

test('an endpoint names its host, and what is none is refused', () => {
  expect(hostOf('http://localhost:11434/v1')).toBe('http://localhost:11434');
  expect(hostOf('https://api.deepseek.com')).toBe('https://api.deepseek.com');
  for (const wrong of ['', 'localhost', 'file:///etc/passwd', 'javascript:alert(1)', 'http://'])
    expect(hostOf(wrong)).toBeNull();
});

test('the ledger says what a request was for', () => {
  expect(purposeOf('https://generativelanguage.googleapis.com/v1beta/models/x')).toBe('gemini');
  expect(purposeOf('https://huggingface.co/BAAI/bge-base-en-v1.5/resolve/main/config.json')).toBe('hub');
  expect(purposeOf('https://cdn-lfs.hf.co/x')).toBe('hub');
  expect(purposeOf('https://nothf.co.example/x')).toBe('openai');
  expect(purposeOf('http://localhost:1234/v1/chat/completions')).toBe('openai');
});
