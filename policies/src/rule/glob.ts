/**
 * True if a string matches a pattern, in which `*` matches any number of characters and `?` exactly one. Unlike a regular
 * expression, it tries only the last `*` again, so that the time is at most proportional to the product of the two lengths.
 */
export function matchesGlob(glob: string, text: string): boolean {
  const pattern = Array.from(glob);
  const characters = Array.from(text);
  let next = 0;
  let star = -1;
  let afterStar = 0;
  for (let index = 0; index < characters.length;) {
    if (pattern[next] === "*") {
      star = next++;
      afterStar = index;
    } else if (pattern[next] === "?" || pattern[next] === characters[index]) {
      next += 1;
      index += 1;
    } else if (star >= 0) {
      next = star + 1;
      index = ++afterStar;
    } else {
      return false;
    }
  }
  return pattern.slice(next).every((character) => character === "*");
}
