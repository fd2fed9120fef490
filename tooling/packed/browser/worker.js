import { result } from "./program.js";

result().then((value) => postMessage({ value }), (error) => postMessage({ error: String(error?.stack ?? error) }));
