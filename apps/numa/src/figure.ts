/** The picture: how long misses took by class, what queues were at, which links carried most. */
import { NumaError, type NumaReport } from "@disco-vm/numa";
import type { TopLevelSpec } from "vega-lite";

/** Okabe and Ito's colours, which most people with a colour vision deficiency can tell apart. */
const COLOURS = ["#0072b2", "#56b4e9", "#e69f00", "#d55e00", "#cc79a7", "#009e73", "#f0e442"];
const WIDTH = 640, MOST_LINKS = 16;

export async function figure(r: NumaReport): Promise<string> {
  const ns = (cycles: number): number => cycles * r.cycleNs;
  const histogram = r.latency.flatMap(({ missClass, buckets }) => buckets.map(({ from, count }) => ({ missClass, from: ns(from), to: ns(from + 40), count })));
  const queues = ([["controller", r.controllers], ["memory", r.memories], ["bus", r.buses]] as const).flatMap(([kind, all]) =>
    all.map((q, node) => ({ kind, node, utilisation: q.utilisation })));
  const links = r.links.toSorted((a, b) => b.bytes - a.bytes).slice(0, MOST_LINKS).map(({ name, bytes }) => ({ name, bytes }));
  const classes = r.latency.map((l) => l.missClass);
  const spec: TopLevelSpec = {
    title: { text: `${r.profile}: ${r.accesses.toLocaleString("en")} accesses, ${Math.round(ns(r.cycles)).toLocaleString("en")} ns`, anchor: "start", offset: 14 },
    vconcat: [
      {
        width: WIDTH, height: 220, data: { values: histogram }, mark: { type: "bar", stroke: "white", strokeWidth: 0.4 },
        encoding: {
          x: { field: "from", type: "quantitative", bin: { binned: true }, title: "latency of a miss, ns" }, x2: { field: "to" },
          y: { field: "count", type: "quantitative", stack: "zero", title: "misses" },
          color: { field: "missClass", type: "nominal", title: null, sort: classes, scale: { domain: classes, range: COLOURS.slice(0, classes.length) } },
        },
      },
      {
        width: WIDTH, height: 140, data: { values: queues }, mark: "bar",
        encoding: {
          x: { field: "node", type: "ordinal", title: "node", axis: { labelAngle: 0 } }, xOffset: { field: "kind" },
          y: { field: "utilisation", type: "quantitative", title: "part of the time busy", scale: { domain: [0, 1] } },
          color: { field: "kind", type: "nominal", title: null, scale: { range: COLOURS.slice(0, 3) } },
        },
      },
      ...(links.length ? [{
        width: WIDTH, data: { values: links }, mark: { type: "bar" as const, color: COLOURS[0]! }, // there are colours
        encoding: {
          y: { field: "name", type: "nominal" as const, sort: links.map((l) => l.name), title: null },
          x: { field: "bytes", type: "quantitative" as const, title: "bytes over the link" },
        },
      }] : []),
    ],
    resolve: { scale: { color: "independent" } },
    config: {
      font: "Helvetica, Arial, sans-serif", background: "white", view: { stroke: null },
      axis: { domainColor: "#888", tickColor: "#888", gridColor: "#e6e6e6" }, title: { fontSize: 15 }, padding: 16,
    },
  };
  const { parse, View, compile } = await drawing();
  const view = new View(parse(compile(spec).spec), { renderer: "none" });
  try {
    return `${await view.toSVG()}\n`;
  } finally {
    view.finalize();
  }
}

/** Half a second to load: only if there is a picture to draw. Whoever wants none may do without: npm calls them optional. */
async function drawing() {
  try {
    const [{ parse, View }, { compile }] = await Promise.all([import("vega"), import("vega-lite")]);
    return { parse, View, compile };
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND")) throw error;
    throw new NumaError("bad-call", "--svg: expected the packages vega and vega-lite, which draw, got none; npm install them, or leave the picture out");
  }
}
