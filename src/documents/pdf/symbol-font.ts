// Adobe's Symbol encoding (PDF 32000-1, annex D.5) as Unicode, sixteen codes a row.
const rows: Record<number, string> = {
  0x20: ' !∀#∃%&∋()∗+,−./',
  0x30: '0123456789:;<=>?',
  0x40: '≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟ',
  0x50: 'ΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_',
  0x60: '‾αβχδεφγηιϕκλμνο',
  0x70: 'πθρστυϖωξψζ{|}∼',
  0xa0: '€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓',
  0xb0: '°±″≥×∝∂•÷≠≡≈…|—↵',
  0xc0: 'ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉',
  0xd0: '∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓',
  0xe0: '◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪',
  0xf0: ' 〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭',
};

const fontName = /symbol/i;
const codes = /[\uF020-\uF0FE]/g;

export const isSymbolFont = (name: string): boolean => fontName.test(name);

/** Text of a Symbol font that stands in the private codes which Windows gives such fonts; what has no meaning stays. */
export const symbolText = (text: string): string =>
  text.replace(codes, (code) => {
    const at = code.charCodeAt(0) & 0xff;
    return rows[at & 0xf0]?.[at & 0x0f] ?? code;
  });
