// The SDK sends its debug log line by line, waiting for each response, and a preview shows none of it.
import { replaceRequired } from "./required.ts";

replaceRequired(".*", /\/log$/, (load) => Object.assign(load(), { debug: () => Promise.resolve() }));
