const relation = /[=≈≠≤≥≡≅∝<>∈→⇒⟺]/u;
const operator = /[∑∏∫√∂∇∞±×÷·∙⋅^]/u;
const equationNumber = /\s*[(（]\s*\d{1,3}(?:[.-]\d{1,3})*[a-z]?\s*[)）]\s*$/;
// A name that formulas write out: a word of up to three letters or one of these is no prose.
const functions =
  /^(?:log|exp|sin|cos|tan|min|max|arg|mod|lim|where|and|for|with|otherwise|rate|total|mean|diag|rank|var|cov|sqrt|sum|softmax)$/i;
// 'BaseScore = (.6*Impact + .4*Exploitability - 1.5)*f(Impact)'
const assignment = /^\p{L}[\w' ]{0,40}=[^=].*[*+/^()-].*[*+/^()-]/u;
const wordy = /\b(?:if|and|or|for all|otherwise)\b/g;
const longestFormula = 200;

/** A formula set on a line of its own: a relation or an operator between names and figures, hardly a word. */
export function isFormula(text: string): boolean {
  const body = text.replace(equationNumber, '');
  if (body.length > longestFormula || body.length < 3 || !(relation.test(body) || operator.test(body)))
    return false;
  if (/https?:|www\.|[@|#?;!$&"]|\.{4,}/.test(body)) return false;
  if (assignment.test(body) && !/\p{Ll}{3,} \p{Ll}{3,} \p{Ll}{3,}/u.test(body)) return true;
  // A sentence with a formula in it.
  if (/\p{L}{2,} \p{L}{2,} \p{L}{2,}/u.test(body.replace(wordy, ' '))) return false;
  if (!/[\p{L}\p{N})\]]\s*[=≈≠≤≥≡≅∝<>∈→⇒∑∏∫√±×÷^]/u.test(body)) return false;
  const names = body.match(/\p{L}+/gu) ?? [];
  if (names.length === 0 || /\p{Script=Han}{4}/u.test(body)) return false;
  const words = names.filter((name) => name.length > 3 && !functions.test(name)).length;
  return words <= 0.25 * names.length;
}

const place =
  /\b[A-Z][\p{L}.'-]+(?: [A-Z][\p{L}.'-]+){0,3},? [A-Z]{2}\.? \d{5}(?:-\d{4})?\b|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|\b[A-Z][\p{L}.'-]+,? (?:AB|BC|MB|NB|NL|NS|ON|PE|QC|SK) [A-Z]\d[A-Z] ?\d[A-Z]\d\b|\b(?:D-|CH-|A-|F-)?\d{4,5} [A-ZÄÖÜ]\p{Ll}{2,}[\p{L} -]*$/u;
const street =
  /^(?:\d{1,5}[A-Za-z]?(?:-\d{1,5})? (?:[NSEW]\.? )?(?:[A-Z0-9][\p{L}\d.'-]* ){1,4}(?:Street|St|Avenue|Ave|Road|Rd|Drive|Dr|Boulevard|Blvd|Lane|Ln|Way|Court|Ct|Square|Sq|Parkway|Pkwy|Highway|Hwy|Place|Pl|Terrace)\b|P\.? ?O\.? Box \d+|[A-ZÄÖÜ]\p{Ll}+(?:straße|strasse|str\.|weg|platz|allee) \d{1,4})/u;
const chinesePlace =
  /(?:省|市|自治区|特别行政区).{0,14}(?:区|县|镇|市).{0,24}(?:路|街|道|巷|村|园|大厦).{0,16}(?:号|室|层|楼|$)|^(?:地址|通讯地址|通信地址|联系地址|住所)[:：]/u;
const mostWords = 30;

/** A postal address, or a line of one: a street with its number, a town with its code. */
export function isAddress(text: string): boolean {
  if (text.length > 160 || text.split(/\s+/).length > mostWords) return false;
  if (/[.!?。！？]\s*$/.test(text) && !/\b[A-Z]\.$/.test(text)) return false;
  return place.test(text) || street.test(text) || chinesePlace.test(text);
}
