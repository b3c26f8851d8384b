// Words for readers, and sentences of a text.

/**
 * Fold for comparison: case, accents and width do not count. Length is kept where the text is ASCII.
 * @param {string} text
 */
export function fold(text) {
  const lower = text.toLowerCase();
  // eslint-disable-next-line no-control-regex
  return /^[\x00-\x7f]*$/.test(lower) ? lower : lower.normalize("NFKD").replace(/\p{M}/gu, "");
}

/**
 * For reading: without the characters that turn the direction of what stands around them (Unicode UAX 9), with
 * which a title can show another text than it holds.
 * @param {string} text
 */
export function straight(text) {
  return text.replace(/[\u202a-\u202e\u2066-\u2069]/g, "");
}

const ROLES = {
  introduces: "introduced by",
  evaluates_on: "evaluated on by",
  compares_with: "compared with by",
  uses: "used by",
  studies: "studied by",
  mentions: "mentioned by",
};

/** What a role says when read from the concept. @param {string} role */
export function roleOfConcept(role) {
  return ROLES[/** @type {keyof typeof ROLES} */ (role)] ?? role;
}

/** `used_for` as words. @param {string} name */
export function words(name) {
  return name.replaceAll("_", " ");
}

/** @param {string} text */
export function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * Bounds of the sentences of a text.
 * @param {string} text
 * @returns {[number, number][]}
 */
export function sentences(text) {
  /** @type {[number, number][]} */
  const bounds = [];
  if ("Segmenter" in Intl) {
    for (const { index, segment } of new Intl.Segmenter("en", { granularity: "sentence" }).segment(text)) {
      bounds.push([index, index + segment.trimEnd().length]);
    }
    return bounds;
  }
  let start = 0;
  for (const match of text.matchAll(/[.!?]["')\]]?\s+(?=[A-Z0-9"'(])/g)) {
    const end = match.index + match[0].trimEnd().length;
    bounds.push([start, end]);
    start = match.index + match[0].length;
  }
  if (start < text.length) bounds.push([start, text.length]);
  return bounds;
}

/** A link that may be followed: http and https only. @param {string} url @returns {string | null} */
export function safeUrl(url) {
  try {
    const { protocol, href } = new URL(url);
    return protocol === "https:" || protocol === "http:" ? href : null;
  } catch {
    return null;
  }
}

/** @param {number} percent */
export function confidence(percent) {
  return percent >= 100 ? "" : `${percent}% sure`;
}
