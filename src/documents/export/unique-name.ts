/** Files of one name from different folders: 'a.pdf', 'a.pdf-2'. */
export function uniqueName(name: string, taken: Set<string>): string {
  let free = name;
  for (let count = 2; taken.has(free); count++) free = `${name}-${count}`;
  taken.add(free);
  return free;
}
