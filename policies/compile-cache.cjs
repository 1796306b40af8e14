// Turns Node's compile cache on, in a folder that only this user can write to. Node runs whatever it finds there, and Node's own
// default is a folder in the shared temporary directory, which any other user of the machine may have created first.
const fs = require("node:fs");
const module_ = require("node:module");
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

// Node 20 has no compile cache.
if (typeof module_.enableCompileCache === "function") {
  try {
    const caches = userCaches();
    const folder = caches && path.join(caches, "productionproof");
    if (folder) {
      fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
      if (isPrivate(folder) && isPrivate(fs.realpathSync(caches))) module_.enableCompileCache(folder);
    }
  } catch {
    // A home that can't be written to: everything works without the cache, and takes longer to start.
  }
}
