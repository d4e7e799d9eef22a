/** Chinese sentences: up to 。！？； (full or half width) with the closing quotes or brackets after it. */
export function chineseSentences(text: string): string[] {
  return (
    text
      .replace(/[ \t\u3000]+/g, ' ')
      .match(/[^。！？；!?;\n]+[。！？；!?;]*[”’」』）】]*/g)
      ?.map((sentence) => sentence.trim())
      .filter((sentence) => sentence !== '') ?? []
  );
}

export const countHan = (text: string): number => text.match(/\p{Script=Han}/gu)?.length ?? 0;
