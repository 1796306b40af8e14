// The folder for compiled code that only this user can write to, or undefined if there isn't one. Node and ts-node run whatever they
// find in their caches, which by default are in the temporary directory, in folders that any other user may have created first.
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

/**
 * Returns the folder for this user's caches, or undefined if there isn't one.
 *
 * Source: the XDG Base Directory Specification 0.8; Apple's File System Programming Guide; Microsoft's KNOWNFOLDERID.
 */
function userCaches() {
  const { LOCALAPPDATA, XDG_CACHE_HOME = "" } = process.env;
  if (process.platform === "win32") return LOCALAPPDATA;
  if (path.isAbsolute(XDG_CACHE_HOME)) return XDG_CACHE_HOME;
  return path.join(os.homedir(), process.platform === "darwin" ? "Library/Caches" : ".cache");
}

/** Returns true if no other user can write to a folder. On Windows, only the user can write to the user's folders. */
function isPrivate(/** @type {string} */ folder) {
  const { uid, mode } = fs.lstatSync(folder);
  return (
    process.platform === "win32" || (uid === process.getuid?.() && (mode & 0o170022) === fs.constants.S_IFDIR)
  );
}

function cacheFolder() {
  try {
    const caches = userCaches();
    if (!caches) return undefined;
    const folder = path.join(caches, "productionproof");
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    return isPrivate(folder) && isPrivate(fs.realpathSync(caches)) ? folder : undefined;
  } catch {
    // The home folder can't be written to. Everything works without a cache, but takes longer to start.
    return undefined;
  }
}

module.exports = cacheFolder();
