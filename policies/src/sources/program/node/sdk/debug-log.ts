// The SDK sends its debug log line by line, each after the answer to the last, and a preview shows none of it.
import { replaceRequired } from "./required.ts";

replaceRequired(".*", /\/log$/, (load) => Object.assign(load(), { debug: () => Promise.resolve() }));
