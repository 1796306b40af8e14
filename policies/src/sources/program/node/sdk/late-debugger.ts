// For functions that may be serialized, the SDK starts V8's debugger immediately, which then reads every file that is loaded.
// Here, it starts with the first request to it and is told about all files then.
import type inspector from "node:inspector";

import { replaceRequired } from "./required.ts";

const START = "Debugger.enable";

replaceRequired("runtime/closure/v8Hooks", /^inspector$/, (load) => {
  const { Session } = load() as typeof inspector;
  return { Session: lateSession(Session) };
});

type Post = (method: string, ...rest: readonly unknown[]) => void;

function lateSession(Session: typeof inspector.Session): typeof inspector.Session {
  return class extends Session {
    #isStarted = false;

    override post: Post = (method, ...rest) => {
      if (method === START) {
        (rest.at(-1) as (error: null) => void)(null);
        return;
      }
      const post = super.post.bind(this) as Post;
      if (!this.#isStarted) post(START);
      this.#isStarted = true;
      post(method, ...rest);
    };
  };
}
