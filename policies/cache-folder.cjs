// The folder for compiled code that only this user can write to, or undefined if there isn't one. Node and ts-node run whatever they
// find in their caches, which by default are in the temporary directory, in folders that any other user may have created first.
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

/**
 * Returns the folders that can hold the cache, in order of preference. The second is for a cache folder that a group can write to,
 * which some systems create by default: without a cache, a TypeScript program takes seconds longer to start.
 *
 * Source: the XDG Base Directory Specification 0.8; Apple's File System Programming Guide; Microsoft's KNOWNFOLDERID.
 */
function candidates() {
  const { LOCALAPPDATA, XDG_CACHE_HOME = "" } = process.env;
  if (process.platform === "win32") return LOCALAPPDATA ? [path.join(LOCALAPPDATA, "productionproof")] : [];
  const home = os.homedir();
  const caches = path.join(home, process.platform === "darwin" ? "Library/Caches" : ".cache");
  return [
    path.join(path.isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : caches, "productionproof"),
    path.join(home, ".productionproof"),
  ];
}

/** Creates a folder, and returns true if no other user can write to it or replace it. */
function isUsable(/** @type {string} */ folder) {
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    return isPrivate(folder) && isPrivate(fs.realpathSync(path.dirname(folder)));
  } catch {
    // It can't be created. Everything works without a cache.
    return false;
  }
}

/** Returns true if no other user can write to a folder. On Windows, only the user can write to the user's folders. */
function isPrivate(/** @type {string} */ folder) {
  const { uid, mode } = fs.lstatSync(folder);
  return (
    process.platform === "win32" || (uid === process.getuid?.() && (mode & 0o170022) === fs.constants.S_IFDIR)
  );
}

module.exports = candidates().find(isUsable);
