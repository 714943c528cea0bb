// Elements with a class, a role and texts, in one line.

/**
 * @param {string} name
 * @param {string} className
 * @param {Record<string, string>} [attributes]
 */
export function element(name, className, attributes = {}) {
  const made = document.createElement(name);
  made.className = className;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
