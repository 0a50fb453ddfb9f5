/** Sentences live in the template, where they are translated; here they are filled. */

const sentences = new Map<string, string>();

export function readWords(root: ParentNode): void {
  const list = root.querySelector<HTMLTemplateElement>("template[data-viewer-words]");
  for (const one of list?.content.querySelectorAll<HTMLElement>("[data-word]") ?? []) {
    sentences.set(one.dataset.word!, one.textContent!.trim());
  }
}

export function word(name: string, values: Record<string, string | number> = {}): string {
  const sentence = sentences.get(name) ?? name;
  return sentence.replace(/\[(\w+)\]/g, (whole, key: string) =>
    key in values ? String(values[key]) : whole,
  );
}

let line: HTMLElement | null = null;

export function listenIn(element: HTMLElement | null): void {
  line = element;
}

/** Tell those who do not see the image. */
export function say(sentence: string): void {
  if (line) line.textContent = sentence;
}
