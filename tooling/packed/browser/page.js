const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
const say = (body) => fetch("/result", { method: "POST", body: JSON.stringify(body) });
worker.onmessage = ({ data }) => say(data);
worker.onerror = ({ message }) => say({ error: `the worker: ${message}` });
