// Old syntax only: every version of Node must be able to load this file.

/**
 * Whether Postern runs on a version of Node, such as `22.12.0`: the same as `engines` in package.json; a test compares them.
 * @param {string} version
 * @returns {boolean}
 */
export function isSupportedNode(version) {
  const [major, minor] = version.split('.').map(Number);
  return (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 24;
}
