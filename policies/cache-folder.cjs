// The folder for compiled code that only this user can write to, or undefined if there is none. Node and ts-node run whatever they
// find in their caches, and by default these are in the temporary directory, in folders that any other user may have created first.
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

/**
 * The folder for this user's caches, or undefined if there is none.
 *
 * Source: the XDG Base Directory Specification 0.8; Apple's File System Programming Guide; Microsoft's KNOWNFOLDERID.
 */
function userCaches() {
  const { LOCALAPPDATA, XDG_CACHE_HOME = "" } = process.env;
  if (process.platform === "win32") return LOCALAPPDATA;
  if (path.isAbsolute(XDG_CACHE_HOME)) return XDG_CACHE_HOME;
  return path.join(os.homedir(), process.platform === "darwin" ? "Library/Caches" : ".cache");
}

/** True if no other user can write to a folder. Windows protects the folder of each user by itself. */
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
    // A home that can't be written to: everything works without a cache, and takes longer to start.
    return undefined;
  }
}

module.exports = cacheFolder();
