/** Servers with OpenAI's protocol and the addresses they listen on by default. */
export const presets = [
  { name: 'Ollama', endpoint: 'http://localhost:11434/v1', hint: 'writers.hintOllama' },
  { name: 'LM Studio', endpoint: 'http://localhost:1234/v1', hint: 'writers.hintLmStudio' },
  { name: 'llama.cpp', endpoint: 'http://localhost:8080/v1', hint: 'writers.hintLlamaCpp' },
] as const;

/** Whether an origin is this machine, so that nothing leaves it. */
export const isThisMachine = (origin: string): boolean =>
  /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(origin).hostname);
